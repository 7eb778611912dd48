"""`python -m bench`: both assistants by turns, the same script, on this machine; the figures go to docs/performance.md.

A shared machine is faster in one minute than in the next, and slower beside five gigabytes of another process: so each runs alone,
and what one turn takes and how many customers may talk at once are asked in rounds, stock and ours one after the other, all rounds together.
`--short` asks a fraction as often and of smaller sizes, in a quarter of an hour instead of half of one; the page says so.
"""
import argparse
import asyncio
import json
from pathlib import Path
from statistics import median
from typing import Any, Dict, List, Tuple, Type

from bench import report, stock, turns
from bench.customers import OurCustomer, StockCustomer
from bench.servers import Assistant, Ours, Stock
from bench.streams import cost_of_streams

RESULT = stock.ROOT / "var" / "bench" / "result.json"
_PAIRS: List[Tuple[Type[Assistant], Any]] = [(Stock, StockCustomer), (Ours, OurCustomer)]
_ROUNDS = 3
_ASKED = (("faq", turns.faq, 60), ("form", turns.form_turns, 10), ("action", turns.lookups, 32), ("second", turns.second_of_two, 8))  # in each round


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    short = parser.parse_args().short
    stock.build()
    rounds = [(kind, asyncio.run(one_round(kind, customer, short))) for _ in range(2 if short else _ROUNDS) for kind, customer in _PAIRS]
    found = {kind.name: {"installation": installation(kind), **_together([times for each, times in rounds if each is kind]),
                         **asyncio.run(the_rest(kind, customer, short))} for kind, customer in _PAIRS}
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"short": short, **found}, indent=1))
    print(report.table(found))
    report.write(found, Path("docs"), short=short)


async def one_round(kind: Type[Assistant], customer: Any, short: bool) -> Dict[str, Any]:
    """The times of turns in a process that was started for them, how long that took, and what rates it held."""
    assistant, share = _prepared(kind), 0.5 if short else 1.0
    times: Dict[str, Any] = {"start": assistant.start()}
    opens = lambda: customer(assistant.url).open()  # noqa: E731
    try:
        await turns.faq(opens, 12)  # what is made at the first question of its kind is not asked for here
        for name, ask, count in _ASKED:
            times[name] = await ask(opens, max(4, int(count * share)))
        for at_once in turns.AT_ONCE:
            times[f"held_{at_once}"] = await turns.held(opens, at_once, 2 if short else 3)
    finally:
        assistant.stop()
    return times


def _together(rounds: List[Dict[str, Any]]) -> Dict[str, Any]:
    held = {f"held_{at_once}": [times[f"held_{at_once}"] for times in rounds] for at_once in turns.AT_ONCE}
    return {"start": median(times["start"] for times in rounds),
            **{name: turns.summary([time for times in rounds for time in times[name]]) for name, _, _ in _ASKED},
            **{name: {figure: median(each[figure] for each in found) for figure in ("a_second", "p95")} for name, found in held.items()}}


async def the_rest(kind: Type[Assistant], customer: Any, short: bool) -> Dict[str, Any]:
    """Long conversations, streams, memory: of one assistant after the other."""
    assistant = _prepared(kind)
    assistant.start()
    found: Dict[str, Any] = {}
    opens = lambda: customer(assistant.url).open()  # noqa: E731
    try:
        found["memory_at_rest"] = assistant.memory()
        # Stock takes the better part of an hour for a conversation of 1,000 turns and 10,000 messages: it is asked for less.
        long, many = ((20, 200), 500) if short else ((20, 200), 2_000) if kind is Stock else ((20, 200, 1000), 10_000)
        found["long"] = await turns.long_conversation(opens, long)
        if kind is Ours:
            found["stream"] = await cost_of_streams(assistant, 400 if short else 2000)
        found["messages"], found["memory_grown"] = many, await growth(assistant, opens, many)
    finally:
        assistant.stop()
    return found


def _prepared(kind: Type[Assistant]) -> Assistant:
    assistant = kind()
    assistant.prepare()
    return assistant


async def growth(assistant: Assistant, opens: turns.Opens, messages: int) -> int:
    """By how many bytes memory grew over so many messages, in conversations of twenty, once it was warm."""
    async def talk(count: int) -> None:
        for _ in range(count // 20):
            customer = await opens()
            for number in range(20):
                await customer.ask(turns.FAQ[number % len(turns.FAQ)])
            await customer.close()

    await asyncio.gather(*(talk(messages // 10) for _ in range(4)))
    warm = assistant.memory()
    await asyncio.gather(*(talk(messages // 4) for _ in range(4)))
    return assistant.memory() - warm


def installation(kind: Type[Assistant]) -> int:
    """Bytes of the Python packages: the same environment for both, in which TensorFlow is needed by stock to run, by ours to train."""
    packages = Path(stock.__file__).parent.parent / ".venv" / "lib" / "python3.10" / "site-packages"
    return sum(path.stat().st_size for path in packages.resolve().rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
