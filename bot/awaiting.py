"""Waiting for something, but not for ever."""
import asyncio


async def happens(event: asyncio.Event, seconds: float) -> bool:
    """Whether an event is set within so many seconds; returns as soon as it is."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
        return True
    except asyncio.TimeoutError:
        return False
