"""A linear text model: TF-IDF of words and characters, one support vector machine a class.

Knows nothing of Rasa. Its confidences are calibrated: the margins of lines it did not learn from
are turned into probabilities by one temperature, so that 0.9 is right nine times in ten.
Stored as arrays and JSON, never as pickle: a model file cannot run code.
"""
import json
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.words import split

_VIEWS: Tuple[Dict[str, Any], ...] = (
    {"analyzer": "word", "tokenizer": split, "token_pattern": None, "ngram_range": (1, 3)},
    {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2},
)


class LinearModel:
    """Learns lines and labels; gives each new line a probability for every label."""

    def __init__(self, vectorizers: List[TfidfVectorizer], labels: List[str], weights: np.ndarray,
                 bias: np.ndarray, temperature: float) -> None:
        self.vectorizers, self.labels = vectorizers, labels
        # A row a feature, in memory one after another: otherwise each message would copy them all.
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)
        self.bias, self.temperature = bias, temperature

    @classmethod
    def train(cls, lines: Sequence[str], labels: Sequence[str], strength: float = 0.5,
              folds: int = 5) -> "LinearModel":
        """Learn from normalised lines; at least two labels, each with two lines or more."""
        vectorizers = [TfidfVectorizer(lowercase=False, sublinear_tf=True, dtype=np.float32, **view)
                       for view in _VIEWS]
        features = hstack([v.fit_transform(lines) for v in vectorizers]).tocsr()
        targets = np.asarray(labels)
        machine = _fit(features, targets, strength)
        temperature = _temperature(features, targets, machine.classes_, strength, folds)
        weights, bias = _per_class(machine)
        return cls(vectorizers, list(machine.classes_), weights, bias, temperature)

    def probabilities(self, lines: Sequence[str]) -> np.ndarray:
        """A row a line, a column a label; all zero for a line without any known feature."""
        # In the weights' own type: with another, each message would convert all of them.
        features = hstack([v.transform(lines) for v in self.vectorizers], dtype=np.float32).tocsr()
        margins = features @ self.weights + self.bias
        chances = softmax(margins / self.temperature, axis=1)
        chances[np.diff(features.indptr) == 0] = 0.0
        return chances

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays = {f"idf{n}": v.idf_.astype(np.float32) for n, v in enumerate(self.vectorizers)}
        np.savez_compressed(folder / "weights.npz", weights=self.weights.astype(np.float16),
                            bias=self.bias.astype(np.float32), **arrays)
        terms = [sorted(v.vocabulary_, key=v.vocabulary_.get) for v in self.vectorizers]
        (folder / "terms.json").write_text(json.dumps(
            {"labels": self.labels, "temperature": self.temperature, "terms": terms}, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "LinearModel":
        """Read a model that `save` wrote."""
        described = json.loads((folder / "terms.json").read_text("utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            vectorizers = [_restored(view, terms, arrays[f"idf{n}"])
                           for n, (view, terms) in enumerate(zip(_VIEWS, described["terms"], strict=True))]
            return cls(vectorizers, described["labels"], arrays["weights"],
                       arrays["bias"], described["temperature"])


def _fit(features: csr_matrix, targets: np.ndarray, strength: float) -> LinearSVC:
    return LinearSVC(C=strength, random_state=0).fit(features, targets)


def _per_class(machine: LinearSVC) -> Tuple[np.ndarray, np.ndarray]:
    """Weights with a column a class; of two classes the machine keeps only the second's."""
    if len(machine.classes_) > 2:
        return machine.coef_.T, machine.intercept_
    return np.hstack([-machine.coef_.T, machine.coef_.T]), np.hstack([-machine.intercept_, machine.intercept_])


def _temperature(features: csr_matrix, targets: np.ndarray, classes: np.ndarray, strength: float,
                 folds: int) -> float:
    """The temperature at which held-out margins are worth most as probabilities (log loss)."""
    places = np.searchsorted(classes, targets)
    margins = np.zeros((len(targets), len(classes)))
    folds = min(folds, int(np.bincount(places).min()))
    for known, unseen in StratifiedKFold(max(folds, 2), shuffle=True, random_state=0).split(features, targets):
        weights, bias = _per_class(_fit(features[known], targets[known], strength))
        margins[unseen] = features[unseen] @ weights + bias

    def loss(temperature: float) -> float:
        return -log_softmax(margins / temperature, axis=1)[np.arange(len(places)), places].mean()

    return float(minimize_scalar(loss, bounds=(0.02, 2.0), method="bounded").x)


def _restored(view: Dict[str, Any], terms: List[str], idf: np.ndarray) -> TfidfVectorizer:
    vectorizer = TfidfVectorizer(lowercase=False, sublinear_tf=True, dtype=np.float32,
                                 vocabulary={term: place for place, term in enumerate(terms)},
                                 **{key: value for key, value in view.items() if key != "min_df"})
    vectorizer.idf_ = idf
    return vectorizer
