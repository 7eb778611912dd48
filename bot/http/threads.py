"""The database without blocking the event loop: each piece of work on a thread of its own."""
import asyncio
from typing import Any, Callable, TypeVar

from sanic.request import Request
from sqlalchemy.orm import Session

T = TypeVar("T")


async def read(request: Request, work: Callable[[Session], T]) -> T:
    """What `work` reads, on a thread of its own."""
    return await _in_thread(request.app.ctx.database.reading, work)


async def write(request: Request, work: Callable[[Session], T]) -> T:
    """`work` as one transaction, on a thread of its own."""
    return await _in_thread(request.app.ctx.database.transaction, work)


async def _in_thread(scope: Callable[[], Any], work: Callable[[Session], T]) -> T:
    def run() -> T:
        with scope() as session:
            return work(session)
    return await asyncio.to_thread(run)
