"""A client that follows the protocol of streams: it resumes where it was, and comes again when it is told to."""
import threading
import time
from typing import Dict, List

import httpx


class Follower:
    """One conversation's stream, read on a thread of its own; `problems` is what a careful client may not meet."""

    def __init__(self, url: str, token: str) -> None:
        self.seen: List[int] = []
        self.moves = 0
        self.problems: List[str] = []
        self._url, self._token, self._ended = url, token, threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Read no more."""
        self._ended.set()

    def __enter__(self) -> "Follower":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _follow(self) -> None:
        while not self._ended.is_set():
            headers = {"authorization": f"Bearer {self._token}", "last-event-id": str(self.seen[-1] if self.seen else 0)}
            try:
                with httpx.stream("GET", f"{self._url}/webhooks/web/events", headers=headers, timeout=30, verify=False) as answer:
                    if answer.status_code != 200:
                        self.problems.append(f"stream: {answer.status_code}")
                    elif not self._read(answer):
                        self.problems.append("stream: ended without a word")
            except httpx.HTTPError as error:
                if not self._ended.is_set():
                    self.problems.append(f"stream: {type(error).__name__}")
            time.sleep(0.05)

    def _read(self, answer: httpx.Response) -> bool:
        event: Dict[str, str] = {}
        for line in answer.iter_lines():
            if self._ended.is_set():
                return True
            name, _, value = line.strip().partition(": ")
            event[name] = value
            if name == "id":
                self.seen.append(int(value))
            if event.get("event") == "closing":
                self.moves += 1
                return True
            if not line.strip():
                event = {}
        return False
