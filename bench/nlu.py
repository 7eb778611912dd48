"""How well pipelines understand, on the same lines in one run: `python -m bench.nlu [FILE.csv]`.

Without a file it measures our training data in folds and the development set apart; with a CSV of text and label, its
lines in folds; with a second CSV, the first one's lines after learning the second's alone (ten an intent, say).
Each pipeline runs in a process of its own, so that its memory is its own. Rasa's stock DIET pipeline takes hours on all
lines, so it is measured only where its epochs are named, best beside the others on a part of the lines.
"""
import argparse
import json
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import mean
from typing import Any, Dict, List, Optional, Tuple

from bench import page
from bench.lines import Line, folds, read_csv, read_training_data, read_tsv, some, without
from bench.pipelines import NAMES, trained
from bot.evaluation.figures import Answer, figures

DEV = {"development set, Chinese": "tests/nlu/dev.zh.tsv", "development set, English": "tests/nlu/dev.en.tsv"}
ROWS = (("lines", "{:d}"), ("accuracy", "{:.1%}"), ("macro_f1", "{:.1%}"), ("answered", "{:.1%}"), ("accuracy_answered", "{:.1%}"),
        ("calibration_error", "{:.3f}"), ("out_of_scope_recall", "{:.1%}"), ("false_alarms", "{:.1%}"), ("parse_p50_ms", "{:.1f}"),
        ("parse_p95_ms", "{:.1f}"), ("training_s", "{:.0f}"), ("model_mb", "{:.1f}"), ("memory_mb", "{:.0f}"))
# Lines to learn, and lines to read under each heading.
Round = Tuple[List[Line], Dict[str, List[Line]]]


def main() -> None:
    options = _options()
    rounds = _rounds(options)
    report: Dict[str, Dict[str, Any]] = {}
    for name in options.only or [name for name in NAMES if name != "rasa-diet" or options.diet]:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            for title, found in process.submit(measure, name, rounds, options.diet).result().items():
                report.setdefault(title, {})[name] = found
    if options.write:
        asked = " ".join(Path(part).name for part in sys.argv[1:])  # where a corpus lies is nobody's business
        page.write(options.write, f"python -m bench.nlu {asked}", [page.table(*part, ROWS) for part in report.items()])
    print(json.dumps(report, ensure_ascii=False, indent=2) if options.json else "\n\n".join(_table(*part) for part in report.items()))


def measure(name: str, rounds: List[Round], epochs: Optional[int] = None) -> Dict[str, Dict[str, Any]]:
    """The figures of one pipeline under each heading; each round's training counts once in the mean."""
    answers: Dict[str, List[Answer]] = {}
    costs = []
    for known, unseen in rounds:
        reader, seconds = trained(name, known, epochs)
        costs.append((seconds, reader.megabytes))
        for title, lines in unseen.items():
            answers.setdefault(title, []).extend(map(reader.answer, lines))
    cost = {"training_s": mean(seconds for seconds, _ in costs), "model_mb": max(megabytes for _, megabytes in costs),
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}
    return {title: {**figures(found), **cost} for title, found in answers.items()}


def _rounds(options: argparse.Namespace) -> List[Round]:
    if options.learn:
        known = read_csv(options.learn)
        return [(known, {f"{options.file.name} after {options.learn.name}": some(without(read_csv(options.file), known), options.lines)})]
    lines = some(read_csv(options.file) if options.file else read_training_data(), options.lines)
    title = f"{options.file.name if options.file else 'training data'}, {options.folds} folds"
    rounds: List[Round] = [(known, {title: unseen}) for known, unseen in folds(lines, options.folds, grouped=not options.file)][:options.rounds]
    return rounds if options.file else [*rounds, (lines, {title: read_tsv(Path(path)) for title, path in DEV.items()})]


def _table(title: str, columns: Dict[str, Dict[str, Any]]) -> str:
    heading = f"{title:<44}" + "".join(f"{name:>16}" for name in columns)
    return "\n".join([heading, *(f"  {key:<42}" + "".join(f"{page.shown(form, found.get(key)):>16}" for found in columns.values()) for key, form in ROWS)])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.nlu", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="a CSV of text and label under a heading; our own data by default")
    parser.add_argument("--learn", type=Path, help="learn from this CSV alone and read the rest of FILE")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--rounds", type=int, help="only the first rounds of the folds: a short look")
    parser.add_argument("--only", nargs="+", choices=NAMES, help="these pipelines; by default all, DIET if its epochs are named")
    parser.add_argument("--diet", type=int, metavar="EPOCHS", help="how long DIET learns; Rasa's default is 100 epochs")
    parser.add_argument("--lines", type=int, help="no more lines of each label than this, taken evenly from all")
    parser.add_argument("--write", metavar="NAME", help="put the tables into docs/understanding.md, too")
    parser.add_argument("--json", action="store_true", help="the figures for machines")
    return parser.parse_args()


if __name__ == "__main__":
    main()
