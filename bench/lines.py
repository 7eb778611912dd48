"""The lines of a measurement: read from the training data or any CSV, and dealt into folds."""
import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Optional, Sequence, Tuple

import numpy as np
import yaml
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.conversations.text import clean, simplify

NEAR = 0.8  # cosine of character pairs and triples: above it two lines say the same in the same words
_AT_ONCE = 2_000


@dataclass(frozen=True)
class Line:
    """What a customer wrote, and the intent it has."""

    text: str
    intent: str


def read_csv(path: Path) -> List[Line]:
    """The lines of a CSV whose first two columns are a text and its label, under a heading."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [Line(" ".join(row[0].split()), row[1].strip()) for row in rows if row and row[0].strip()]


def read_tsv(path: Path) -> List[Line]:
    """The lines of a development set: text<TAB>intent."""
    return [Line(*line.split("\t")) for line in path.read_text("utf-8").splitlines() if line.strip()]


def read_training_data(folder: Path = Path("data/nlu")) -> List[Line]:
    """Our own training lines; an aspect counts as its intent."""
    return [Line(example[2:].strip(), block["intent"].partition("/")[0])
            for path in sorted(folder.rglob("*.yml")) for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]
            for example in block["examples"].splitlines() if example.strip()]


def folds(lines: Sequence[Line], count: int, *, grouped: bool) -> Iterator[Tuple[List[Line], List[Line]]]:
    """Known and unseen lines, `count` times, each intent spread over all folds; `grouped` keeps near-duplicates together.

    Grouped is the harder and for lines of few authors the honest one; published figures of a corpus come from plain folds.
    """
    places = _places(lines, near_duplicates([line.text for line in lines]) if grouped else np.arange(len(lines)), count)
    for fold in range(count):
        yield ([line for line, place in zip(lines, places, strict=True) if place != fold],
               [line for line, place in zip(lines, places, strict=True) if place == fold])


def without(lines: Sequence[Line], taken: Sequence[Line]) -> List[Line]:
    """The lines that `taken` does not hold, whatever their case and punctuation."""
    keys = {_key(line) for line in taken}
    return [line for line in lines if _key(line) not in keys]


def some(lines: Sequence[Line], each: Optional[int]) -> List[Line]:
    """At most so many lines of each label, taken evenly from all of its lines; all lines where no number is given."""
    if not each:
        return list(lines)
    of: Dict[str, List[Line]] = defaultdict(list)
    for line in lines:
        of[line.intent].append(line)
    return [found[place * len(found) // min(each, len(found))] for found in of.values() for place in range(min(each, len(found)))]


def shares(lines: Sequence[Line], parts: Sequence[float]) -> Iterator[List[Line]]:
    """For each part its share of every label's lines, in a mixed order that is the same each time: a smaller part lies in a larger."""
    mixed = [lines[place] for place in np.random.RandomState(0).permutation(len(lines))]
    of: Dict[str, List[Line]] = defaultdict(list)
    for line in mixed:
        of[line.intent].append(line)
    for part in parts:
        yield [line for found in of.values() for line in found[:round(part * len(found))]]


def _key(line: Line) -> str:
    return re.sub(r"[\W_]+", "", line.text.lower())


def _places(lines: Sequence[Line], alike: np.ndarray, count: int) -> np.ndarray:
    order = np.random.RandomState(0).permutation(len(lines))
    groups: Dict[int, List[int]] = defaultdict(list)
    for place in order:
        groups[alike[place]].append(place)
    dealt: Dict[str, int] = defaultdict(int)
    folds_of = np.zeros(len(lines), dtype=int)
    for members in groups.values():
        intent = lines[members[0]].intent
        folds_of[members] = dealt[intent] % count
        dealt[intent] += len(members)
    return folds_of


def near_duplicates(texts: Sequence[str]) -> np.ndarray:
    """A group number for each text; texts that are nearly the same share it."""
    features = TfidfVectorizer(analyzer="char", ngram_range=(2, 3), dtype=np.float32).fit_transform(
        [simplify(clean(text)) for text in texts])
    pairs = []
    for start in range(0, len(texts), _AT_ONCE):
        alike = (features[start:start + _AT_ONCE] @ features.T).tocoo()
        close = alike.data > NEAR
        pairs.append(np.stack([alike.row[close] + start, alike.col[close]]))
    rows, columns = np.hstack(pairs)
    graph = coo_matrix((np.ones(len(rows), dtype=bool), (rows, columns)), shape=(len(texts), len(texts)))
    return connected_components(graph, directed=False)[1]
