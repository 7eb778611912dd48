"""`python -m bench.curves`: which intents still gain from more lines; the table goes to docs/understanding.md.

A fifth of the training lines is kept apart, none of them near to one that is learned; of the others a quarter, a half,
three quarters and all are learned, of every intent the same share, each a part of the next.
"""
from typing import Dict, List

from bench import page
from bench.lines import folds, read_training_data, shares
from bench.pipelines import trained
from bot.evaluation.figures import share

PARTS = (0.25, 0.5, 0.75, 1.0)


def main() -> None:
    known, unseen = next(folds(read_training_data(), 5, grouped=True))
    curves: Dict[str, List[float]] = {intent: [] for intent in sorted({line.intent for line in unseen})}
    for lines in shares(known, PARTS):
        reader, _ = trained("ours", lines)
        answers = [reader.answer(line) for line in unseen]
        for intent, curve in curves.items():
            curve.append(share(a.predicted == intent for a in answers if a.expected == intent) or 0.0)
    made = table(curves, {intent: sum(line.intent == intent for line in known) for intent in curves})
    page.write("curves", "python -m bench.curves", [made])
    print(made)


def table(curves: Dict[str, List[float]], lines: Dict[str, int]) -> str:
    """A row an intent, the one whose last quarter of lines paid most first."""
    rows = ["| intent | lines | " + " | ".join(f"{part:.0%}" for part in PARTS) + " | last quarter |", "|---" * (len(PARTS) + 3) + "|"]
    for intent, curve in sorted(curves.items(), key=lambda item: item[1][-2] - item[1][-1]):
        rows.append(f"| `{intent}` | {lines[intent]} | " + " | ".join(f"{right:.1%}" for right in curve) + f" | {100 * (curve[-1] - curve[-2]):+.1f} |")
    return "\n".join(rows)


if __name__ == "__main__":
    main()
