"""`python -m bench.signals FILE`: how many of each mood are heard in lines of text<TAB>mood, and how often one is imagined where there is none."""
import sys
from pathlib import Path

from bench.lines import Line, read_tsv
from bot.conversations.mood import Mood, moods
from bot.language import Language, detect
from bot.nlu.normaliser import normal


def main(file: str) -> None:
    lines = read_tsv(Path(file))
    for language in Language:
        of_it = [line for line in lines if detect(line.text, Language.ZH) is language]
        heard = {mood: [_told(line, mood) for line in of_it if line.intent == mood.value] for mood in Mood}
        ordinary = [bool(moods(normal(line.text))) for line in of_it if not line.intent]
        print(language.value, *(f"{mood.value} {sum(told)} of {len(told)}," for mood, told in heard.items()), f"imagined in {sum(ordinary)} of {len(ordinary)}")


def _told(line: Line, mood: Mood) -> bool:
    return mood in moods(normal(line.text))


if __name__ == "__main__":
    main(sys.argv[1])
