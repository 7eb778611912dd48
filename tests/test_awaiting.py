"""Who computes at length lets the event loop come round to everybody else."""
import asyncio

import pytest

from bot.awaiting import Turnstile, happens


@pytest.mark.parametrize("is_gated", [True, False])
async def test_one_passes_in_each_round_of_the_loop_in_the_order_they_came(is_gated: bool):
    turnstile, rounds, order, now = Turnstile(), [], [], [0]

    def count() -> None:
        now[0] += 1
        asyncio.get_running_loop().call_soon(count)

    async def compute(number: int) -> None:
        if is_gated:
            await turnstile.passed()
        rounds.append(now[0])
        order.append(number)

    count()
    await asyncio.gather(*map(compute, range(5)))
    assert order == [0, 1, 2, 3, 4] and (len(set(rounds)) == 5) == is_gated


async def test_who_gives_up_waiting_holds_up_nobody():
    turnstile = Turnstile()
    await turnstile.passed()
    given_up = asyncio.create_task(turnstile.passed())
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.wait_for(turnstile.passed(), 5)


async def test_what_does_not_happen_is_not_waited_for_longer():
    event = asyncio.Event()
    assert not await happens(event, 0.01)
    event.set()
    assert await happens(event, 5)
