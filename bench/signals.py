"""How well moods are heard: `python -m bench.signals [FILE]`.

Of each mood the share that is heard where it is told (recall) and that is right where it is heard (precision), and how often a line without any
is taken for one. Without a file every file of data/moods, each by another hand, is read by what was learned from the others; with a
file of text<TAB>moods that one, by what was learned from all. The first goes to docs/understanding.md.
"""
import sys
from pathlib import Path
from typing import List, Tuple

from bench import page
from bench.lines import read_training_data
from bot.conversations.mood import Mood
from bot.evaluation.figures import share
from bot.language import Language, detect
from bot.nlu.moods import FOLDER, Told, calm, learn, read, told
from bot.nlu.normaliser import normal

Heard = List[Tuple[Told, List[str]]]


def main(file: str = "") -> None:
    files = {path: list(read(path)) for path in sorted(FOLDER.glob("*.tsv"))}
    if file:
        print(table(heard([line for lines in files.values() for line in lines], list(read(Path(file))))))
        return
    found = [line for left, lines in files.items() for line in heard([line for path, others in files.items() if path != left for line in others], lines)]
    page.write("moods", "python -m bench.signals", [table(found)])
    print(table(found))


def heard(known: List[Told], lines: List[Told]) -> Heard:
    """What a model that learned `known` hears in lines."""
    model = learn(known + calm((normal(line.text), line.intent) for line in read_training_data()))
    return [(line, told(model, line[0])) for line in lines]


def recall(found: Heard, mood: Mood) -> float:
    """Of the lines that tell a mood the share in which it is heard."""
    return share(mood in moods for (_, meant), moods in found if mood.value in meant) or 0.0


def imagined(found: Heard) -> float:
    """Of the lines that tell no mood the share in which one is heard."""
    return share(bool(moods) for (_, meant), moods in found if not meant) or 0.0


def table(found: Heard) -> str:
    """A row a language and mood, and how often one is imagined."""
    rows = ["| | lines | recall | precision |", "|---|---|---|---|"]
    for language in Language:
        of_it = [line for line in found if detect(line[0][0], Language.ZH) is language]
        for mood in Mood:
            told = sum(mood.value in meant for (_, meant), _ in of_it)
            right = share(mood.value in meant for (_, meant), moods in of_it if mood.value in moods) or 0.0
            rows.append(f"| {language.value}, {mood.value} | {told} | {recall(of_it, mood):.1%} | {right:.1%} |")
        rows.append(f"| {language.value}, imagined where there is none | {sum(not meant for (_, meant), _ in of_it)} | {imagined(of_it):.1%} | |")
    return "\n".join(rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
