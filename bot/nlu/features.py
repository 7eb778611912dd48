"""A text as weighted features in several views: words, words with a gap, characters, senses, sounds. Knows nothing of Rasa."""
from collections import Counter
from functools import lru_cache
from itertools import accumulate
from typing import Callable, Dict, List, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.nlu.mending import Mender
from bot.nlu.senses import senses
from bot.nlu.sounds import syllables
from bot.nlu.words import split

Terms = List[str]
Row = Tuple[np.ndarray, np.ndarray]  # columns and their values
_PAIRED = 80  # senses: no training line has as many
Span = Tuple[int, int, float]  # where a view's terms begin in a row, how many they are, and their share of the text's weight


def words(text: str) -> Terms:
    """One to three words in a row."""
    tokens = split(text)
    return [" ".join(tokens[place:place + length]) for length in (1, 2, 3) for place in range(len(tokens) - length + 1)]


def gaps(text: str) -> Terms:
    """Two words with one to three others between them: the order stays, what is between is left open."""
    tokens = split(text)
    return [f"{first}…{second}" for place, first in enumerate(tokens) for second in tokens[place + 2:place + 5]]


def characters(text: str) -> Terms:
    """Two to five characters within a word; where Chinese has no blanks, within a phrase."""
    found = []
    for word in text.split():
        padded = f" {word} "
        for length in (2, 3, 4, 5):
            found += [padded[place:place + length] for place in range(max(1, len(padded) - length + 1))]
    return found


def meanings(text: str) -> Terms:
    """The senses, and each two of them wherever they stand; of a long text, whose pairs would be tens of thousands, each two of the first ones."""
    found = senses(text)
    distinct = sorted(set(found[:_PAIRED]))
    return found + [f"{first}+{second}" for place, first in enumerate(distinct) for second in distinct[place + 1:]]


def sounds(text: str) -> Terms:
    """One to three syllables in a row, of Chinese in characters or in pinyin."""
    spoken = syllables(text)
    return [" ".join(spoken[place:place + length]) for length in (1, 2, 3) for place in range(len(spoken) - length + 1)]


# Weights are shares of a text's length; how they were found is told in docs/understanding.md.
VIEWS: Tuple[Tuple[Callable[[str], Terms], float], ...] = ((words, 1.0), (gaps, 0.5), (characters, 1.0), (meanings, 1.0), (sounds, 0.7))


@lru_cache(16)
def _terms(line: str) -> List["Counter[str]"]:
    # The intent's model and those of its aspects read the same line one after another.
    return [Counter(view(line)) for view, _ in VIEWS]


def mender_of(lines: Sequence[str], rare: int) -> Mender:
    """A mender by what lines hold; what stands in fewer than `rare` of them is taken for unknown."""
    seen = Counter(term for line in lines for term in set(words(line)) if term.count(" ") < 2)
    return Mender({term: (1 + count) / (1 + rare) for term, count in seen.items() if count >= rare})


class Features:
    """The terms known from training, and how much each tells."""

    def __init__(self, terms: Sequence[Sequence[str]], worth: np.ndarray) -> None:
        self.terms, self.worth = terms, worth
        starts = [0, *accumulate(len(known) for known in terms)][:-1]
        self._columns = [{term: place for place, term in enumerate(known, start)} for start, known in zip(starts, terms, strict=True)]
        # How often a term was seen follows from its worth: only the proportions count.
        often = np.exp(worth.max() - worth)
        self._mender = Mender({term: float(often[place]) for place, term in enumerate(terms[0]) if term.count(" ") < 2})

    @classmethod
    def learn(cls, lines: Sequence[str], rare: int) -> Tuple["Features", csr_matrix]:
        """The features of lines as they are written, and their matrix; a term in fewer than `rare` lines is left out."""
        terms, worth, blocks = [], [], []
        for view, share in VIEWS:  # one after another: the terms of all views at once are gigabytes
            counted = [Counter(view(line)) for line in lines]
            seen = Counter(term for counts in counted for term in counts)
            known = {term: place for place, term in enumerate(sorted(term for term, count in seen.items() if count >= rare))}
            terms.append(list(known))
            worth.append(np.log((1 + len(lines)) / (1 + np.array([seen[term] for term in known], dtype=np.float32))) + 1)
            blocks.append(_stacked([_alone(counts, known, worth[-1], share) for counts in counted], len(known)))
        return cls(terms, np.concatenate(worth)), hstack(blocks, "csr")

    def row(self, line: str) -> Row:
        """The columns of a text's known terms, and their values, its views side by side; what is misspelled is mended."""
        places: List[int] = []
        counted: List[int] = []
        views: List[Span] = []
        for (_, share), counts, known in zip(VIEWS, _terms(self._mender.mended(line)), self._columns, strict=True):
            start = len(places)
            for term, count in counts.items():
                place = known.get(term)
                if place is not None:
                    places.append(place)
                    counted.append(count)
            if len(places) > start:
                views.append((start, len(places) - start, share))
        return _weighed(places, counted, views, self.worth)


def _weighed(places: List[int], counted: List[int], views: List[Span], worth: np.ndarray) -> Row:
    """Views of a text in which some term is known, each as sublinear TF-IDF of its own length, side by side."""
    columns = np.array(places, dtype=np.int32)
    weights = (1 + np.log(np.array(counted, dtype=np.float32))) * worth[columns]
    if not views:
        return columns, weights
    starts, lengths, shares = zip(*views, strict=True)
    squares = np.add.reduceat(weights * weights, starts)
    return columns, weights * np.repeat(np.array(shares, dtype=np.float32) / np.sqrt(squares), lengths)


def _alone(counts: "Counter[str]", known: Dict[str, int], worth: np.ndarray, share: float) -> Row:
    """One view of a text."""
    found = {known[term]: count for term, count in counts.items() if term in known}
    return _weighed(list(found), list(found.values()), [(0, len(found), share)] if found else [], worth)


def _stacked(rows: List[Row], width: int) -> csr_matrix:
    ends = np.cumsum([0] + [len(columns) for columns, _ in rows])
    return csr_matrix((np.concatenate([values for _, values in rows]), np.concatenate([columns for columns, _ in rows]), ends),
                      shape=(len(rows), width))
