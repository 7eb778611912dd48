"""Mends what a thumb spoiled, by the words and pairs of characters that the training lines hold. Pure.

A Latin word that no line holds becomes the known one a letter away that fits its neighbours best; a Han character that fits neither of its neighbours
the one of its sound or look that does; pinyin typed for characters the likeliest characters.
"""
import math
import re
from collections import defaultdict
from typing import Dict, Iterable, Iterator, List, Set, Tuple

from bot.nlu.noise import look_alikes
from bot.nlu.sounds import sound, syllables
from bot.nlu.words import TOKEN

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z]{3,}")
_SHORT = 3  # letters: so short a word is mended only beside one it is known to stand with
_LONG = 6  # letters: hardly a misspelled word of so many is pinyin by chance
_LETTERS = re.compile(r"[a-z]+")
_UNSEEN = 0.02
_COMMON = 6.0  # times as often as the rarest term: below it an unknown word is rather one of its own
_BESIDE, _OFTEN = 4.0, 2.0  # how much a known neighbour counts, and how often one must have been seen
_FAR_LIKELIER, _DOUBT = 20.0, 0.2  # what was typed stands unless another is seen that many times as often


class Mender:
    """Knows how often each word, character and pair of them occurs."""

    def __init__(self, counts: Dict[str, float]) -> None:
        """`counts`: single words and characters, and pairs of them with a blank between."""
        self._counts = counts
        self._pairs = {term[0] + term[2]: count for term, count in counts.items() if len(term) == 3 and term[1] == " "}  # of single characters
        # The most that any pair counts which begins or ends with a character: what cannot be outdone by it is right as it stands.
        self._most_after: Dict[str, float] = defaultdict(float)
        self._most_before: Dict[str, float] = defaultdict(float)
        self._near: Dict[str, List[str]] = defaultdict(list)
        self._sounding: Dict[str, List[str]] = defaultdict(list)
        for term in counts:
            first, _, second = term.partition(" ")
            if second:
                self._most_after[first] = max(self._most_after[first], counts[term])
                self._most_before[second] = max(self._most_before[second], counts[term])
            if _WORD.fullmatch(term):
                for shorter in {term, *_without_one(term)}:
                    self._near[shorter].append(term)
            elif len(term) == 1 and _HAN.match(term):
                self._sounding[sound(term)].append(term)

    def mended(self, text: str) -> str:
        """The text as it was probably meant; one that is spelled right stays as it is."""
        spoken = [] if _HAN.search(text) else syllables(text)
        if len(spoken) > 1 and not self._is_english(text):
            return self._written(spoken)
        return self._characters(self._words(text) if _WORD.search(text) else text)

    def _is_english(self, text: str) -> bool:
        """Whether half of the letters stand in words that English lines hold: "open a menu" reads as pinyin, too, and so does "chinede"."""
        letters = [self._word("", word, "") if len(word) >= _LONG else word for word in _LETTERS.findall(text)]
        return 2 * sum(len(word) for word in letters if self._counts.get(word, 0.0) >= _COMMON) >= sum(map(len, letters))

    def _words(self, text: str) -> str:
        tokens, written, end = list(TOKEN.finditer(text)), [], 0
        for place, token in enumerate(tokens):
            before, after = (tokens[near][0] if 0 <= near < len(tokens) else "" for near in (place - 1, place + 1))
            written += [text[end:token.start()], self._word(before, token[0], after)]
            end = token.end()
        return "".join(written) + text[end:]

    def _word(self, before: str, word: str, after: str) -> str:
        if not _WORD.fullmatch(word) or word in self._counts:
            return word
        near: Set[str] = {known for shorter in (word, *_without_one(word)) for known in self._near.get(shorter, ())
                          if self._counts[known] >= _COMMON and _one_apart(word, known)}
        likely = {known: (self._counts[known] * (1 + _BESIDE * self._fits(before, known, after)), known) for known in near
                  if len(word) > _SHORT or self._fits(before, known, after) >= _OFTEN}
        return max(likely, key=lambda known: likely[known]) if likely else word

    def _characters(self, text: str) -> str:
        # Nearly all of them fit, which their pairs show: each is looked up once, for every message is read so three times and more.
        beside = [0.0, *(self._pairs.get(first + second, 0.0) for first, second in zip(text, text[1:], strict=False)), 0.0]
        written = list(text)
        for place, here in enumerate(text):
            needed = _FAR_LIKELIER * (beside[place] + beside[place + 1] + _DOUBT)
            if (self._most_after.get(text[place - 1:place], 0.0) + self._most_before.get(text[place + 1:place + 2], 0.0) > needed
                    and _HAN.match(here)):
                written[place] = self._likelier(text, place, needed)
        return "".join(written)

    def _likelier(self, text: str, place: int, needed: float) -> str:
        """The character of its sound or look that fits its neighbours far better, else itself."""
        here, before, after = text[place], text[place - 1:place], text[place + 1:place + 2]
        best = max((here, *self._sounding.get(sound(here), ()), *look_alikes(here)), key=lambda other: self._fits(before, other, after))
        return best if self._fits(before, best, after) > needed else here

    def _fits(self, before: str, here: str, after: str) -> float:
        return self._counts.get(f"{before} {here}", 0.0) + self._counts.get(f"{here} {after}", 0.0)

    def _written(self, spoken: Iterable[str]) -> str:
        """The likeliest characters for syllables: each pair's count decides (Viterbi)."""
        best: Dict[str, Tuple[float, str]] = {"": (0.0, "")}
        for syllable in spoken:
            choices = self._sounding.get(syllable) or [syllable]
            best = {here: max((score + self._likely(before, here), written + here) for before, (score, written) in best.items()) for here in choices}
        return max(best.values())[1]

    def _likely(self, before: str, here: str) -> float:
        single = self._counts.get(here, 1.0)
        pair = self._counts.get(f"{before} {here}", 0.0) / self._counts.get(before, 1.0) if before else 0.0
        return math.log(pair + _UNSEEN * single / 10_000 + 1e-9)


def _without_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1:] for place in range(len(word)))


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter was left out, put in, changed, or swapped with its neighbour."""
    if len(one) == len(other):
        wrong = [place for place in range(len(one)) if one[place] != other[place]]
        return len(wrong) == 1 or (len(wrong) == 2 and wrong[1] == wrong[0] + 1 and one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]])
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return len(longer) == len(shorter) + 1 and shorter in _without_one(longer)
