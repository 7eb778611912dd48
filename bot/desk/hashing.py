"""Passwords are checked on threads of their own: a flood of sign-ins must take neither the memory nor the threads of all else."""
import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, TypeVar

from sanic import Sanic
from sanic.request import Request

_AT_ONCE = 2  # 64 MB each
T = TypeVar("T")


def install(app: Sanic) -> None:
    """Give this app its threads."""
    app.ctx.hashing = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="passwords")
    app.register_listener(_end, "after_server_stop")


async def _end(app: Sanic, loop: Any) -> None:
    app.ctx.hashing.shutdown(wait=False, cancel_futures=True)


async def apart(request: Request, work: Callable[..., T], *arguments: object) -> T:
    """What `work` gives, on one of those threads."""
    return await asyncio.get_running_loop().run_in_executor(request.app.ctx.hashing, work, *arguments)
