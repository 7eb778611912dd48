"""Routes of docs/customer-api.md that the server under test may lack: answered in its place, as the contract says."""
import base64
import json
from typing import Any, Dict

import httpx
from playwright.sync_api import BrowserContext, Route

from tests.channels.running import Server

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
_NEW = (("POST", "/sessions/renew"), ("DELETE", "/sessions"), ("PUT", "/locale"), ("POST", "/handoff"), ("DELETE", "/handoff"), ("POST", "/attachments"))


def missing(server: Server, method: str, path: str) -> bool:
    """Does the server not know this route?"""
    return httpx.request(method, f"{server.url}/webhooks/web{path}").status_code in (404, 405)


def stand_in(context: BrowserContext, server: Server) -> None:
    """Answer what is missing, and only that."""
    lacking = [each for each in _NEW if missing(server, *each)]
    if not lacking:
        return
    state: Dict[str, Any] = {"files": {}, "sent": {}, "conversations": {}}

    def answer(route: Route) -> None:
        request = route.request
        path = request.url.split("/webhooks/web")[1].split("?")[0]
        if (request.method, path) in lacking:
            route.fulfill(**_ANSWERS[(request.method, path)](request, state, server))
        elif (request.method, path) == ("POST", "/sessions"):
            response = route.fetch()
            if response.ok:
                state["conversations"][response.json()["token"]] = response.json()["conversation_id"]
            route.fulfill(response=response)
        elif path.startswith("/attachments/"):
            route.fulfill(status=200, content_type="image/png", body=PIXEL)
        elif ("POST", "/attachments") in lacking and request.method == "POST" and path == "/messages":
            _without_attachments(route, state)
        elif ("POST", "/attachments") in lacking and request.method == "GET" and path == "/messages":
            _with_attachments(route, state)
        else:
            route.fallback()

    context.route("**/webhooks/web/**", answer)


def _renewed(request: Any, state: Dict[str, Any], server: Server) -> Dict[str, Any]:
    # The old token is good for longer than any test: the same again stands for a new one.
    token = request.headers["authorization"].removeprefix("Bearer ")
    return _json(201, {"token": token, "conversation_id": state["conversations"].get(token, ""), "expires_at": "2099-01-01T00:00:00+00:00", "customer": None, "locale": "zh-CN"})


def _uploaded(request: Any, state: Dict[str, Any], server: Server) -> Dict[str, Any]:
    number = f"file-{len(state['files']) + 1}"
    pdf = b".pdf" in (request.post_data_buffer or b"")
    made = {"id": number, "name": "账单.pdf" if pdf else "付款截图.png", "media_type": "application/pdf" if pdf else "image/png",
            "size": 182_400, "width": None if pdf else 600, "height": None if pdf else 800}
    state["files"][number] = made
    return _json(201, made)


def _without_attachments(route: Route, state: Dict[str, Any]) -> None:
    body = json.loads(route.request.post_data or "{}")
    ids = body.pop("attachments", [])
    if not ids:
        return route.fallback()
    state["sent"][body["client_message_id"]] = [state["files"][each] for each in ids]
    return route.continue_(post_data=json.dumps({"text": "（附件）", **body}))


def _with_attachments(route: Route, state: Dict[str, Any]) -> None:
    response = route.fetch()
    found = response.json()
    for message in found.get("messages", []):
        message["attachments"] = state["sent"].get(message.get("client_message_id"), [])
    route.fulfill(response=response, json=found)


def _json(status: int, body: Any) -> Dict[str, Any]:
    return {"status": status, "content_type": "application/json", "body": json.dumps(body)}


_ANSWERS = {
    ("POST", "/sessions/renew"): _renewed,
    ("DELETE", "/sessions"): lambda *_: {"status": 204},
    ("PUT", "/locale"): lambda request, *_: _json(200, json.loads(request.post_data)),
    ("POST", "/handoff"): lambda *_: _json(202, {"owner": "queue"}),
    ("DELETE", "/handoff"): lambda *_: _json(202, {"owner": "bot"}),
    ("POST", "/attachments"): _uploaded,
}
