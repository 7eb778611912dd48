"""What is measured of one assistant. Times in milliseconds, memory in bytes."""
import asyncio
import time
from statistics import median, quantiles
from typing import Any, Awaitable, Callable, Dict, List, Optional, Sequence

FAQ = ("怎么开启双重验证", "怎么修改登录密码", "手续费怎么收", "how do I change my password", "转账限额是多少", "怎么注销账户")
LOOKUP = "我的投诉处理到哪一步了"
TURNS = 12  # in a conversation, where it is not about long ones
AT_ONCE = (1, 8, 32, 128)  # customers whose rates are held
_LAST = 10  # turns that stand for a length of conversation
_FIRST_RATE, _STEP, _HELD_MS = 4.0, 1.3, 200.0
Opens = Callable[[], Awaitable[Any]]


def summary(times: Sequence[float]) -> Dict[str, float]:
    """p50, p95 and p99 of some times."""
    cuts = quantiles(times, n=100, method="inclusive")
    return {"p50": median(times), "p95": cuts[94], "p99": cuts[98]}


async def faq(opens: Opens, turns: int = 60) -> List[float]:
    """Questions that rules answer, in conversations of a dozen turns."""
    times: List[float] = []
    while len(times) < turns:
        customer = await opens()
        await customer.ask("你好")
        times += [await customer.ask(FAQ[number % len(FAQ)]) for number in range(TURNS)]
        await customer.close()
    return times


async def lookups(opens: Opens, turns: int = 40) -> List[float]:
    """A custom action that reads the database."""
    times: List[float] = []
    while len(times) < turns:
        customer = await opens()
        await customer.ask("你好")
        for _ in range(4):
            times.append(await customer.ask(LOOKUP))
            await customer.ask("你好")
        await customer.close()
    return times


async def form_turns(opens: Opens, rounds: int = 15) -> List[float]:
    """The turns of a complaint from its first question to its summary."""
    times: List[float] = []
    for _ in range(rounds):
        customer = await opens()
        await customer.ask("我要投诉")
        times += [await customer.ask(said) for said in ("付款失败但是扣了钱", "没有单号", "500元", "昨天下午三点", "扫码付款显示失败 钱却扣了 商家说没收到")]
        await customer.close()
    return times


async def second_of_two(opens: Opens, rounds: int = 15) -> List[float]:
    """From the first's answer to the second's, of two messages that were sent together."""
    times = []
    for _ in range(rounds):
        customer = await opens()
        await customer.ask("你好")
        times.append(await customer.ask_two(FAQ[0], FAQ[1]))
        await customer.close()
    return times


async def long_conversation(opens: Opens, marks: Sequence[int]) -> Dict[int, float]:
    """The median of the ten FAQ turns up to each mark, each in a conversation of its own; those ten are asked by turns, for the machine changes."""
    customers = {mark: await opens() for mark in marks}
    for mark, customer in customers.items():
        for number in range(mark - _LAST):
            await customer.ask(FAQ[number % len(FAQ)])
    times: Dict[int, List[float]] = {mark: [] for mark in marks}
    for number in range(_LAST):
        for mark, customer in customers.items():
            times[mark].append(await customer.ask(FAQ[number % len(FAQ)]))
    for customer in customers.values():
        await customer.close()
    return {mark: median(each) for mark, each in times.items()}


async def held(opens: Opens, at_once: int, seconds: float) -> Dict[str, float]:
    """Messages a second that so many customers together may send, each as often as the others, while 19 of 20 hold their answer within 200 ms.

    The rate is raised by steps of three tenths, each kept up for so many seconds, until one is not held; then half such a step is tried. Zero where not
    even the first is held. Their conversations are of all lengths up to a dozen turns, after which a new one begins: so it is the same work for any
    number of customers and at any rate.
    """
    callers = [Caller(opens) for _ in range(at_once)]
    for place, caller in enumerate(callers):
        await caller.begin(place % TURNS)
    held, rate = {"a_second": 0.0, "p95": float("nan")}, _FIRST_RATE
    while (found := await _try(callers, rate, seconds)):
        held, rate = found, rate * _STEP
    held = await _try(callers, rate / _STEP ** 0.5, seconds) or held
    for caller in callers:
        await caller.close()
    return held


class Caller:
    """Somebody who begins a new conversation after a dozen turns."""

    def __init__(self, opens: Opens) -> None:
        self._opens, self._turns = opens, 0
        self._customer: Any = None

    async def begin(self, turns: int) -> None:
        """A conversation that has had so many turns."""
        await self.close()
        self._customer, self._turns = await self._opens(), 0
        for number in range(turns):
            await self.ask(FAQ[number % len(FAQ)])

    async def ask(self, text: str) -> float:
        """See Customer."""
        if self._turns == TURNS:
            await self.begin(0)
        self._turns += 1
        took: float = await self._customer.ask(text)
        return took

    async def close(self) -> None:
        """See Customer."""
        if self._customer:
            await self._customer.close()


async def _try(callers: Sequence[Caller], rate: float, seconds: float) -> Optional[Dict[str, float]]:
    """What was measured where a rate was held; it may fail once, for a machine that others use stumbles now and then."""
    for _ in range(2):
        times = await _send(callers, rate, seconds)
        p95 = summary(times)["p95"]
        if p95 < _HELD_MS and len(times) >= 0.9 * rate * seconds:
            return {"a_second": len(times) / seconds, "p95": p95}
    return None


async def _send(callers: Sequence[Caller], rate: float, seconds: float) -> List[float]:
    times: List[float] = []
    began = time.perf_counter()

    async def talk(caller: Caller, place: int) -> None:
        number = place
        due = began + place / rate
        while due < began + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            late = max(0.0, time.perf_counter() - due) * 1000  # who had to wait for her last answer waits for this one since then
            times.append(late + await caller.ask(FAQ[number % len(FAQ)]))
            number, due = number + 1, due + len(callers) / rate

    await asyncio.gather(*(talk(caller, place) for place, caller in enumerate(callers)))
    return times
