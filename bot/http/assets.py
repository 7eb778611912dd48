"""The pages' files: read once, minified, compressed, and answered from memory."""
import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Callable, Dict

import rcssmin
import rjsmin
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.errors import NotFound
from bot.http.bundle import bundle

_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".svg": "image/svg+xml"}
_SERVED = {".js", ".css", ".svg"}  # pages have routes of their own
_MINIFY: Dict[str, Callable[[str], str]] = {".js": rjsmin.jsmin, ".css": rcssmin.cssmin}


@dataclass(frozen=True)
class Asset:
    """One file as it is sent."""

    content_type: str
    plain: bytes
    zipped: bytes
    tag: str


@lru_cache(maxsize=None)
def read_assets(folder: Path) -> Dict[str, Asset]:
    """What of a folder browsers need, by its path below the folder; other kinds of files are left out."""
    files = (path for path in sorted(folder.rglob("*")) if path.suffix in _SERVED and path.is_file())
    return {path.relative_to(folder).as_posix(): make_asset(path.suffix, path.read_text("utf-8")) for path in files}


def read_widget(folder: Path) -> Dict[str, Asset]:
    """The widget: one module, its looks, and its words, a file a language."""
    files = {name: asset for name, asset in read_assets(folder).items() if name.startswith(("strings.zh", "strings.en")) or name.endswith(".css")}
    return {**files, "support-widget.js": make_asset(".js", bundle(folder / "support-widget.js"))}


def make_asset(kind: str, text: str) -> Asset:
    """One file, minified and compressed; `kind` is the end of its name."""
    plain = _MINIFY.get(kind, str)(text).encode()
    return Asset(_TYPES[kind], plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:32])


def add_assets(app: Sanic, prefix: str, assets: Dict[str, Asset]) -> None:
    """Serve these files under a prefix; no path of a request ever reaches the disk."""

    async def one(request: Request, path: str) -> HTTPResponse:
        if path not in assets:
            raise NotFound()
        return answer(request, assets[path])

    app.add_route(one, f"{prefix}/<path:path>", methods=["GET", "HEAD"], name=f"assets{prefix.replace('/', '_')}")


def answer(request: Request, asset: Asset) -> HTTPResponse:
    """The file, compressed where the browser can read that; 304 where it has this very one."""
    zipped = _takes_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{asset.tag}{"-gzip" if zipped else ""}"'
    headers = {"etag": tag, "vary": "Accept-Encoding", "cache-control": "no-cache"}
    if tag in [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]:
        # Browsers put a 304's headers in place of those they keep: its kind decides the policy that the page then lives under.
        return HTTPResponse(status=304, headers=headers, content_type=asset.content_type)
    if zipped:
        headers["content-encoding"] = "gzip"
    return raw(asset.zipped if zipped else asset.plain, content_type=asset.content_type, headers=headers)


def _takes_gzip(accepted: str) -> bool:
    for each in accepted.lower().split(","):
        name, _, weight = each.replace(" ", "").partition(";q=")
        if name == "gzip":
            return not weight or weight.strip("0.") != ""
    return False
