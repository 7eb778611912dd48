"""`python -m bot evaluate FILE.tsv`: the trained pipeline on lines of text<TAB>intent."""
import asyncio
import json
import logging
import time
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

from bot.errors import SettingError
from bot.evaluation.figures import FALLBACK, Answer, figures
from bot.language import Language, detect


def evaluate(file: str, *, as_json: bool, model: Optional[str] = None) -> None:
    """Print the figures for each language and in all."""
    answers = asyncio.run(_answers(read_lines(Path(file)), model))
    languages = {"zh": [a for a in answers if detect(a.text, Language.ZH) is Language.ZH]}
    languages["en"] = [a for a in answers if a not in languages["zh"]]
    report = {name: figures(part) for name, part in {**languages, "all": answers}.items() if part}
    print(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _table(report))


def evaluate_all(files: Sequence[str]) -> Dict[str, Dict[str, Any]]:
    """The figures of the newest model on each file."""
    return {file: figures(asyncio.run(_answers(read_lines(Path(file)), None))) for file in files}


def read_lines(path: Path) -> List[Tuple[str, str]]:
    """The lines of a file; SettingError naming the file, or the line that has no tab."""
    if not path.exists():
        raise SettingError("setting", variable="FILE", reason=f"{path} does not exist")
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip()]
    wrong = next((number for number, line in enumerate(lines, 1) if line.count("\t") != 1), None)
    if wrong or not lines:
        raise SettingError("setting", variable="FILE", reason=f"{path}, line {wrong or 0}: not text<TAB>intent")
    return [(text.strip(), intent.strip().partition("/")[0]) for text, intent in (line.split("\t") for line in lines)]


async def _answers(lines: List[Tuple[str, str]], model: Optional[str]) -> List[Answer]:
    from rasa.core.agent import Agent  # many seconds: only here
    from rasa.utils.log_utils import configure_structlog

    from bot.channels.server import newest_model
    from bot.settings import settings

    configure_structlog(logging.WARNING)  # else Rasa prints every line to stdout
    agent = Agent.load(model or str(newest_model(settings().models)))
    await agent.parse_message("warm up")
    return [await _answer(agent, text, expected) for text, expected in lines]


async def _answer(agent: Any, text: str, expected: str) -> Answer:
    began = time.perf_counter()
    parsed = await agent.parse_message(text)
    seconds = time.perf_counter() - began
    ranking = [guess for guess in parsed["intent_ranking"] if guess["name"] != FALLBACK]
    return Answer(text=text, expected=expected, predicted=ranking[0]["name"], confidence=ranking[0]["confidence"],
                  answered=parsed["intent"]["name"] != FALLBACK, seconds=seconds)


def _table(report: Dict[str, Dict[str, Any]]) -> str:
    rows = [f"{'':<22}" + "".join(f"{name:>10}" for name in report)]
    for key, shown in (("lines", "{:d}"), ("accuracy", "{:.1%}"), ("macro_f1", "{:.1%}"), ("answered", "{:.1%}"),
                       ("accuracy_answered", "{:.1%}"), ("calibration_error", "{:.3f}"),
                       ("out_of_scope_recall", "{:.1%}"), ("false_alarms", "{:.1%}"), ("parse_p50_ms", "{:.1f}"),
                       ("parse_p95_ms", "{:.1f}")):
        rows.append(f"{key:<22}" + "".join(f"{shown.format(part[key]) if part[key] is not None else '-':>10}" for part in report.values()))
    whole = report["all"]
    rows.append("\nworst intents: " + ", ".join(f"{w['intent']} {w['f1']:.0%}" for w in whole["worst_intents"]))
    rows += ["\nconfusions (expected -> understood):",
             *(f"  {c['count']:>3}  {c['expected']} -> {c['predicted']}: {c['example']}" for c in whole["confusions"])]
    return "\n".join(rows)
