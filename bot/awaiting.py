"""Waiting for something, but not for ever."""
import asyncio


async def happens(event: asyncio.Event, seconds: float) -> bool:
    """Whether an event is set within so many seconds; returns as soon as it is."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
        return True
    except asyncio.TimeoutError:
        return False


class Turnstile:
    """Lets one pass in each round of the event loop, so that between two who compute at length it comes round to everybody else."""

    def __init__(self) -> None:
        self._closed = asyncio.Lock()

    async def passed(self) -> None:
        """Return when it is the caller's turn, in the order of those who came."""
        await self._closed.acquire()
        asyncio.get_running_loop().call_soon(self._closed.release)
