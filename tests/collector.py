"""A collector of traces: takes OTLP over HTTP, as the real one does, and keeps the spans."""
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Callable, List

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span


class Collector:
    """Listens on a free port until it is stopped."""

    def __init__(self) -> None:
        self.spans: List[Span] = []
        self.services: List[str] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["content-length"])))
                assert self.path == "/v1/traces"
                for resource in sent.resource_spans:
                    collector.services += [each.value.string_value for each in resource.resource.attributes if each.key == "service.name"]
                    collector.spans += [span for scope in resource.scope_spans for span in scope.spans]
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, wanted: Callable[[Span], bool]) -> Span:
        """A span of that kind, once it is there."""
        for _ in range(300):
            for span in list(self.spans):
                if wanted(span):
                    return span
            time.sleep(0.1)
        raise AssertionError(f"no such span: {sorted({span.name for span in self.spans})}")


def attribute(span: Span, name: str) -> str:
    """The text of a span's attribute, empty without it."""
    return next((each.value.string_value for each in span.attributes if each.key == name), "")
