"""A company's own system that receives events, as a real HTTP server that may misbehave."""
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, List

from bot.webhooks import signing


class Receiver:
    """Answers each request with the next of `answers`, the last one again and again: a status, or "hang", "close", "redirect", "twice", "flood"."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.got = list(answers) or [204], []
        self.released = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append((self.path, dict(self.headers.items()), body))
                receiver._answer(self, receiver.answers.pop(0) if len(receiver.answers) > 1 else receiver.answers[0])

            do_GET = do_POST

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 64
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/events?key=hidden"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def ids(self) -> List[str]:
        return [headers["webhook-id"] for _, headers, _ in self.got]

    def wait_for(self, count: int) -> None:
        """Until so many requests have come."""
        for _ in range(600):
            if len(self.got) >= count:
                return
            time.sleep(0.05)
        raise AssertionError(f"{len(self.got)} requests came, not {count}")

    def _answer(self, handler: Any, answer: Any) -> None:
        if answer == "hang":
            self.released.wait(60)
        elif answer == "drip":  # a byte of the head now and then, never the whole
            for byte in b"HTTP/1.1 200 OK\r\nx-a: " + b"a" * 600:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
                if self.released.wait(0.1):
                    return
        elif answer == "redirect":
            handler.send_response(307)
            handler.send_header("location", "/elsewhere")
            handler.send_header("content-length", "0")
            handler.end_headers()
        elif answer == "twice":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\nHTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n")
        elif answer == "flood":  # a body without an end
            handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n")
            try:
                while not self.released.is_set():
                    handler.wfile.write(b"x" * 65536)
            except OSError:
                pass
        elif answer == "nonsense":
            handler.wfile.write(b"\x00\xff nonsense\r\n\r\n")
        elif answer != "close":
            handler.send_response(answer)
            handler.send_header("content-length", "0")
            handler.end_headers()
        handler.close_connection = True


def is_signed(secret: str, headers: dict, body: bytes) -> bool:
    """What a receiver checks."""
    wanted = signing.sign(secret, headers["webhook-id"], headers["webhook-timestamp"], body)
    return headers["webhook-signature"] == f"v1,{wanted}"
