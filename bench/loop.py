"""How freely the chat process's event loop runs while customers talk: `python -m bench.loop [CUSTOMERS [SECONDS]]`.

The lag is what a customer could feel. The loop's own time is the part of it that is ours: on a machine that others use, too, the rest is theirs.
"""
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import List

from tests.channels.running import Customer, Server
from tests.measures import Measures

# Of every kind: FAQ in both languages and in pinyin, a complaint with its form, a look into the database, and the longest that may be sent.
_QUESTIONS = (
    "怎么开启双重验证", "how do I change my password", "wo de zhanghu bei dongjie le", "我要投诉", "付款失败但是扣了钱", "没有单号",
    "500元", "昨天下午三点", "扫码付款显示失败 钱却扣了 商家说没收到", "提交", "我的投诉处理到哪一步了",
    "My card was charged twice yesterday, $35.20 at Starbucks", "取消",
    "我昨天在超市扫码付款，页面一直转圈，回家一看钱扣了两次，商家说只收到一笔，请你们查一下。" * 45)
_MARKS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5)


def main(customers: int = 8, seconds: float = 15) -> None:
    """Print how often the loop came back within which time, idle and under load."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder)).start()
        try:
            talking = [Customer(server) for _ in range(customers)]
            for customer in talking:
                customer.say(_QUESTIONS[0])
            print(f"{'':<6} {'':<5} {'looks':>6} " + " ".join(f"{f'<={mark * 1000:.0f} ms':>9}" for mark in _MARKS))
            before = server.measures()
            time.sleep(seconds / 3)
            _show("idle", before, server.measures())
            before = server.measures()
            turns = _talk(talking, seconds)
            after = server.measures()
            _show("load", before, after)
            cpu = after.of("process_cpu_seconds_total") - before.of("process_cpu_seconds_total")
            print(f"{turns} turns of {customers} customers in {seconds:.0f} s, {cpu:.1f} s of processor")
        finally:
            server.stop()


def _talk(talking: List[Customer], seconds: float) -> int:
    end = time.monotonic() + seconds

    def talk(number: int) -> int:
        said = 0
        while time.monotonic() < end:
            talking[number].say(_QUESTIONS[(number + said) % len(_QUESTIONS)])
            said += 1
        return said

    with ThreadPoolExecutor(len(talking)) as people:
        return sum(people.map(talk, range(len(talking))))


def _show(when: str, before: Measures, after: Measures) -> None:
    for what in ("lag", "busy"):
        def grown(part: str, what: str = what, **labels: str) -> float:
            name = f"support_loop_{what}_seconds_{part}"
            return after.of(name, **labels) - before.of(name, **labels)

        looks = grown("count")
        print(f"{when:<6} {what:<5} {looks:>6.0f} " + " ".join(f"{100 * grown('bucket', le=str(mark)) / looks:>7.2f} %" for mark in _MARKS))


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:]))
