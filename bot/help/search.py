"""Finding an article by a customer's own words: fragments, slips of the finger, either language.

BM25 over Han characters and pairs of them, Latin words and triples of their letters: a slip spoils some
triples of a word and leaves the others. An article is found by its title, its text, and the lines customers
write about it, in both languages alike. Measured in tests/help/test_search.py.
"""
import math
import re
from collections import defaultdict
from typing import Dict, Iterable, Iterator, List, Tuple

from bot.conversations.text import clean, simplify
from bot.help.articles import HelpCentre
from bot.language import Language

LONGEST_QUERY = 100
_NOT_OURS = "out_of_scope"
_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+(?:'[a-z]+)?")
_TITLE, _KEYWORDS, _TEXT, _PHRASE = 4, 3, 1, 1
_SATURATION, _LENGTH = 4.0, 0.4
# Less than this share of what the query says, weighed by rarity, is a chance likeness and no answer.
_LEAST_COVERED = 0.1
# What fits much less than the best is noise in the list.
_LEAST_OF_BEST = 0.5


class Search:
    """An index over all articles, built once and only read from then on."""

    def __init__(self, centres: Dict[Language, HelpCentre], phrases: Dict[str, List[str]]) -> None:
        pages = {_NOT_OURS: _weighed([(_PHRASE, line) for line in phrases.get(_NOT_OURS, [])])}
        for path in centres[Language.ZH].articles:
            pages[path] = _weighed(_words_of(path, centres, phrases))
        self._count = len(pages)
        average = sum(sum(terms.values()) for terms in pages.values()) / self._count
        self._pages_with: Dict[str, List[Tuple[str, float]]] = defaultdict(list)
        for path, terms in pages.items():
            spread = _SATURATION * (1 - _LENGTH + _LENGTH * sum(terms.values()) / average)
            for term, weight in terms.items():
                self._pages_with[term].append((path, weight * (_SATURATION + 1) / (weight + spread)))

    def find(self, query: str, most: int = 8) -> List[str]:
        """The paths of the articles that fit, the best first; none where the query is no matter of ours."""
        scores: Dict[str, float] = defaultdict(float)
        covered: Dict[str, float] = defaultdict(float)
        terms = set(_terms(clean(query[:LONGEST_QUERY])))
        for term in terms:
            for path, strength in self._pages_with.get(term, ()):
                scores[path] += strength * self._rarity(term)
                covered[path] += self._rarity(term)
        least = _LEAST_COVERED * sum(self._rarity(term) for term in terms)
        fitting = sorted(((path, score) for path, score in scores.items() if covered[path] >= least), key=lambda pair: -pair[1])
        if not fitting or fitting[0][0] == _NOT_OURS:
            return []
        return [path for path, score in fitting if path != _NOT_OURS and score >= _LEAST_OF_BEST * fitting[0][1]][:most]

    def _rarity(self, term: str) -> float:
        found = len(self._pages_with.get(term, ()))
        return math.log(1 + (self._count - found + 0.5) / (found + 0.5))


def _words_of(path: str, centres: Dict[Language, HelpCentre], phrases: Dict[str, List[str]]) -> Iterator[Tuple[int, str]]:
    for centre in centres.values():
        article = centre.articles[path]
        yield from ((_TITLE, article.title), (_KEYWORDS, article.keywords), (_TEXT, article.text))
    for name in article.asked_as:
        yield from ((_PHRASE, line) for line in phrases.get(name, []))


def _weighed(words: Iterable[Tuple[int, str]]) -> Dict[str, float]:
    counts: Dict[str, int] = defaultdict(int)
    for weight, line in words:
        for term in _terms(line):
            counts[term] += weight
    return {term: math.sqrt(count) for term, count in counts.items()}


def _terms(text: str) -> Iterator[str]:
    for piece in _PIECE.findall(simplify(text).replace("’", "'")):
        if piece[0] >= "\u3400":
            yield from piece
            yield from (piece[at:at + 2] for at in range(len(piece) - 1))
        else:
            yield f"={piece}"
            framed = f"<{piece}>"
            yield from (framed[at:at + 3] for at in range(len(framed) - 2))
