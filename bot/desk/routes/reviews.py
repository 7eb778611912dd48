"""Reviews from elsewhere: taken in one by one or as a CSV, and worked."""
import asyncio
import io
from datetime import datetime
from typing import Any, Dict, Optional

from pydantic import BaseModel, Extra, StrictInt, constr, validator
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json
from sqlalchemy.orm import Session

from bot.complaints import review_import, reviews
from bot.complaints.models import Review
from bot.db import utc_now
from bot.desk.complaint_bodies import WordsBody, known_number, read_moment
from bot.desk.complaint_shapes import changed, complaint_row, review_shape
from bot.desk.signed import signed
from bot.errors import InvalidInput, SupportError
from bot.http.bodies import LARGEST, read_body, read_number
from bot.http.threads import read, write
from bot.http.uploads import drain, read_upload
from bot.language import Language
from bot.texts import text

_LARGEST_FILE = 1024 * 1024
_MOST_ROWS = 2000
_Line = constr(strict=True, strip_whitespace=True, min_length=1, max_length=500)


class ReviewBody(BaseModel):
    """POST reviews: what stood where, of whom, since when."""

    source: _Line  # type: ignore[valid-type]
    link: _Line  # type: ignore[valid-type]
    text: constr(strict=True, max_length=20_000)  # type: ignore[valid-type]
    posted_at: datetime
    author: Optional[_Line] = None  # type: ignore[valid-type]
    stars: Optional[StrictInt] = None

    _placed = validator("posted_at", pre=True, allow_reuse=True)(read_moment)

    class Config:
        extra = Extra.forbid


def add_routes(blueprint: Blueprint) -> None:
    """Add this resource to the API."""
    blueprint.add_route(list_reviews, "/reviews")
    blueprint.add_route(take_in, "/reviews", methods=["POST"])
    blueprint.add_route(import_file, "/reviews/import", methods=["POST"], stream=True)
    for path, act in (("draft", reviews.draft_reply), ("solution", reviews.offer_solution), ("follow-up", reviews.follow_up)):
        blueprint.add_route(_route(act), f"/reviews/<number>/{path}", methods=["POST"], name=f"review_{path.replace('-', '_')}")


@signed()
async def list_reviews(request: Request) -> HTTPResponse:
    """The reviews the person may read, the newest first."""
    actor, before, limit = request.ctx.actor, read_number(request, "after", LARGEST, LARGEST), read_number(request, "limit", 50, 200)
    open_only = {None: False, "false": False, "true": True}.get(request.args.get("open"))
    if limit == 0 or open_only is None:
        raise InvalidInput("invalid_field", field="limit" if limit == 0 else "open")

    def work(session: Session) -> Dict[str, Any]:
        found = reviews.page(session, actor, before=before, open_only=bool(open_only), limit=limit + 1)
        return {"reviews": [_row(review) for review in found[:limit]], "following": found[limit - 1].id if len(found) > limit else None}
    return json(await read(request, work))


@signed()
async def take_in(request: Request) -> HTTPResponse:
    """Take in one review; one that is known already changes nothing and is answered 200."""
    body, now = read_body(request, ReviewBody), utc_now()

    def work(session: Session) -> "tuple[Dict[str, Any], bool]":
        review, new = reviews.take_in(session, reviews.Found(**body.dict()), now=now)
        return changed(review.complaint), new
    shape, new = await write(request, work)
    return json(shape, status=201 if new else 200)


async def import_file(request: Request) -> HTTPResponse:
    """Take in a CSV; what is wrong with a row is told by its line, the others are kept."""
    try:
        return await _imported(request)
    except SupportError:
        await drain(request)
        raise


@signed()
async def _imported(request: Request) -> HTTPResponse:
    upload = await read_upload(request, _LARGEST_FILE)
    return json(await asyncio.to_thread(_take_in_all, request.app.ctx.database, upload.content, request.ctx.language))


def _take_in_all(database: Any, content: bytes, language: Language) -> Dict[str, Any]:
    try:
        given = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("review_file") from error
    if given.count("\n") > _MOST_ROWS or "\x00" in given:
        raise InvalidInput("review_file")
    told: Dict[str, Any] = {"added": 0, "known": 0, "problems": []}
    for line, fresh, detail in review_import.take_in(database, io.StringIO(given, newline="")):
        if fresh is None:
            told["problems"].append({"line": line, "field": detail, "message": text("errors.invalid_field", language, field=detail)})
        else:
            told["added" if fresh else "known"] += 1
    return told


def _route(act: Any) -> Any:
    @signed()
    async def note(request: Request, number: str) -> HTTPResponse:
        body, actor, now = read_body(request, WordsBody), request.ctx.actor, utc_now()
        known_number(number)
        return json(await write(request, lambda session: _noted(session, act(session, number, body.words, actor=actor, now=now, version=body.version))))
    return note


def _noted(session: Session, review: Review) -> Dict[str, Any]:
    return {**changed(review.complaint), "review": review_shape(review)}


def _row(review: Review) -> Dict[str, Any]:
    return {**complaint_row(review.complaint), **review_shape(review), "id": review.id, "text": review.complaint.description}
