"""The figures as a table with ratios, and as a picture."""
from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from bench.turns import AT_ONCE

Figures = Dict[str, Dict[str, Any]]
Row = Tuple[str, float, float, str]


def table(found: Figures) -> str:
    """Both assistants' figures, and how many times ours is better (stock divided by ours, for throughput ours by stock's)."""
    lines = ["| | stock | ours | ratio |", "|---|---|---|---|"]
    lines += [f"| {name} | {_shown(stock, unit)} | {_shown(ours, unit)} | {_ratio(stock, ours, unit)} |" for name, stock, ours, unit in rows(found)]
    return "\n".join(lines)


def rows(found: Figures) -> List[Row]:
    """A line for each thing that was measured."""
    stock, ours = found["stock"], found["ours"]
    names = (("faq", "FAQ turn"), ("form", "turn of the complaint form"), ("action", "turn with an action that reads the database"),
             ("second", "second of two messages sent together, after the first's answer"))
    made: List[Row] = [(f"{title}, {cut}", stock[key][cut], ours[key][cut], "ms") for key, title in names for cut in ("p50", "p95", "p99")]
    made += [(f"FAQ turn in a conversation of {turn} turns", stock["long"].get(turn, float("nan")), ours["long"][turn], "ms") for turn in ours["long"]]
    for at_once in AT_ONCE:
        key = f"held_{at_once}"
        made += [(f"{at_once} customers: messages a second at p95 under 200 ms", stock[key]["a_second"], ours[key]["a_second"], "/s"),
                 (f"{at_once} customers: p95 at that rate", stock[key]["p95"], ours[key]["p95"], "ms")]
    return made + [
        ("start to first answer", stock["start"], ours["start"], "s"),
        ("memory at rest", stock["memory_at_rest"] / 1e6, ours["memory_at_rest"] / 1e6, "MB"),
        (f"memory grown over {_counted(stock, ours)} messages", stock["memory_grown"] / 1e6, ours["memory_grown"] / 1e6, "MB"),
        ("an open event stream", float("nan"), ours["stream"] / 1e3, "kB"),
        ("installed packages", stock["installation"] / 1e6, ours["installation"] / 1e6, "MB")]


def aims(found: Figures) -> str:
    """What was aimed at beside what was measured."""
    stock, ours = found["stock"], found["ours"]
    lines = [(f"{title}: {stock[key]['p50'] / ours[key]['p50']:.1f} times faster", "6 times") for key, title in (
        ("faq", "FAQ turn"), ("form", "form turn"), ("action", "action turn"))]
    best = max(stock[f"held_{n}"]["a_second"] for n in AT_ONCE) or float("nan")
    lines += [
        (f"messages a second on one process: {max(ours[f'held_{n}']['a_second'] for n in AT_ONCE) / best:.1f} times as many", "8 times"),
        (f"the second quick message: {ours['second']['p50']:.0f} ms after the first's answer", "30 ms"),
        (f"the last turn of a long conversation: {list(ours['long'].values())[-1] / list(ours['long'].values())[0]:.2f} times the 20th", "1.3 times"),
        (f"memory grown over {ours['messages']:,} messages: {ours['memory_grown'] / 1e6:.1f} MB", "20 MB"),
        (f"an open stream: {ours['stream'] / 1e3:.0f} kB", "60 kB"),
        (f"start to first answer: {ours['start'] / stock['start']:.2f} of stock's", "half")]
    return "\n".join(f"- {said} (aim: {aim})" for said, aim in lines)


def write(found: Figures, folder: Path, *, short: bool) -> None:
    """docs/performance.md and its picture, made anew."""
    _plot(found, folder / "performance.svg")
    (folder / "performance.md").write_text(f"""# Measured against stock Rasa

Made by `{"python -m bench --short" if short else "make bench"}` on {date.today():%d %B %Y},
on two shared CPU cores: read the ratios, not the times. Both assistants have the same training lines' intents, rules and actions; stock is
what `rasa init` sets up (its neural parts trained for one epoch on 60 lines an intent, which makes it faster, not slower; where it has
nothing to say the turn counts all the same), with the action server over HTTP and trackers in SQLite. Both are driven over HTTP by the same
script from another process on the same cores, each alone on the machine; the times of turns and the rates by turns, in rounds of some minutes (stock, ours,
stock, ours ...), all rounds together (of the rates the median). A time runs from a message sent to its answer held.

![turns](performance.svg)

{table(found)}

## What was aimed at

{aims(found)}

How the cost of what is asked most grows with the number of complaints: [growth.md](growth.md).
""", "utf-8")


def _plot(found: Figures, path: Path) -> None:
    from matplotlib import pyplot
    names = {"faq": "FAQ", "form": "form", "action": "action", "second": "second of two"}
    figure, axes = pyplot.subplots(figsize=(7, 3))
    for place, (name, colour) in enumerate((("stock", "#9aa5a0"), ("ours", "#0b7a63"))):
        axes.barh([number + place * 0.38 for number in range(len(names))], [found[name][key]["p50"] for key in names], 0.36, label=name, color=colour)
    axes.set_yticks([number + 0.19 for number in range(len(names))], names.values())
    axes.set_xscale("log")
    axes.set_xlabel("ms, p50")
    axes.invert_yaxis()
    axes.legend()
    figure.tight_layout()
    figure.savefig(path)


def _counted(stock: Dict[str, Any], ours: Dict[str, Any]) -> str:
    return f"{ours['messages']:,}" + ("" if stock["messages"] == ours["messages"] else f" (stock: {stock['messages']:,})")


def _shown(value: float, unit: str) -> str:
    return "-" if value != value else f"{value:,.1f} {unit}" if abs(value) < 100 else f"{value:,.0f} {unit}"


def _ratio(stock: float, ours: float, unit: str) -> Optional[str]:
    if stock != stock or min(stock, ours) <= 0:
        return ""
    return f"{ours / stock if unit == '/s' else stock / ours:.1f}"
