"""A linear text model over several views of a text.

Knows nothing of Rasa. Many lines are learned by one support vector machine a label; few, where every word counts and the
labels' own names teach too, by one logistic regression. Its confidences are calibrated: margins of lines it did not learn from
are turned into probabilities by a temperature for each script, so that 0.9 is right nine times in ten in either language.
Stored as arrays and JSON, never as pickle: a model file cannot run code.
"""
import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Dict, List, Optional, Sequence, Tuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from bot.nlu.features import Features

_HAN = re.compile(r"[\u3400-\u9fff]")
_FEW = 30  # lines a label: below it logistic regression and the labels' names did better
_MANY = 5_000  # lines: above it one fold tells the temperature as well as five
_FEW_STRENGTH = 20.0
_TOLERANCE = 1e-2  # no line is read otherwise than with 1e-4, and it takes a sixth less time
Weights = Tuple[np.ndarray, np.ndarray]


class LinearModel:
    """Learns lines and labels; gives each new line a probability for every label."""

    def __init__(self, features: Features, labels: List[str], weights: np.ndarray, bias: np.ndarray, temperatures: Dict[str, float]) -> None:
        self.features, self.labels = features, labels
        # A row a feature, in memory one after another: a message gathers the rows of its terms.
        self.weights = np.ascontiguousarray(weights, dtype=np.float32)
        self.bias, self.temperatures = bias.astype(np.float32), temperatures

    @classmethod
    def train(cls, lines: Sequence[str], labels: Sequence[str], strength: float = 0.5) -> "LinearModel":
        """Learn from normalised lines; at least two labels, each with two lines or more."""
        distinct = sorted(set(labels))
        few = len(lines) < _FEW * len(distinct)
        known = [*lines, *(label.replace("_", " ").lower() for label in distinct)] if few else list(lines)
        features, matrix = Features.learn(known, rare=1 if few else 2)
        targets = np.searchsorted(distinct, [*labels, *distinct] if few else list(labels))
        with ThreadPoolExecutor(2) as both:  # the machines compute outside Python's lock
            fitted = both.submit(_fit, matrix, targets, strength, few)
            margins, seen = _unseen_margins(matrix, targets, strength, few)
            weights, bias = fitted.result()
        han = np.array([_HAN.search(known[place]) is not None for place in seen], dtype=bool)
        temperatures = {script: _temperature(margins[part], targets[seen][part]) if part.sum() > 50 else _temperature(margins, targets[seen])
                        for script, part in (("han", han), ("other", ~han))}
        return cls(features, distinct, weights, bias, temperatures)

    def probabilities(self, lines: Sequence[str]) -> np.ndarray:
        """A row a line, a column a label; all zero for a line without any known feature."""
        return np.array([self._chances(line) for line in lines], dtype=np.float32).reshape(len(lines), len(self.labels))

    def margins(self, line: str) -> Optional[np.ndarray]:
        """What speaks for each label; None for a line without any known feature."""
        columns, values = self.features.row(line)
        return values @ self.weights[columns] + self.bias if len(columns) else None

    def _chances(self, line: str) -> np.ndarray:
        margins = self.margins(line)
        if margins is None:
            return np.zeros(len(self.labels), dtype=np.float32)
        odds = np.exp((margins - margins.max()) / self.temperatures["han" if _HAN.search(line) else "other"])
        return odds / odds.sum()

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        steps = np.abs(self.weights).max(axis=0) / 127 + 1e-12  # a byte a weight: what is lost lies under what a line's terms sum up to
        np.savez_compressed(folder / "weights.npz", weights=np.rint(self.weights / steps).astype(np.int8), steps=steps, bias=self.bias,
                            worth=self.features.worth.astype(np.float16))
        (folder / "terms.json").write_text(json.dumps(
            {"labels": self.labels, "temperatures": self.temperatures, "terms": self.features.terms}, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> "LinearModel":
        """Read a model that `save` wrote."""
        described = json.loads((folder / "terms.json").read_text("utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
            features = Features(described["terms"], arrays["worth"].astype(np.float32))
            weights = arrays["weights"].astype(np.float32) * arrays["steps"]
            return cls(features, described["labels"], weights, arrays["bias"], described["temperatures"])


def _fit(matrix: csr_matrix, targets: np.ndarray, strength: float, few: bool) -> Weights:
    """Weights with a column a label, and the bias; of two labels a machine keeps only the second's."""
    if few:
        return _few(matrix, targets)
    machine = LinearSVC(C=strength, tol=_TOLERANCE, random_state=0).fit(matrix, targets)
    return _per_label(machine.coef_, machine.intercept_)


def _few(matrix: csr_matrix, targets: np.ndarray) -> Weights:
    """The same as logistic regression on all columns, found in as many columns as there are lines."""
    lengths, turns = np.linalg.eigh((matrix @ matrix.T).toarray().astype(np.float64))
    kept = lengths > 1e-6 * lengths.max()
    lengths, turns = np.sqrt(lengths[kept]), turns[:, kept]
    machine = LogisticRegression(C=_FEW_STRENGTH, max_iter=500).fit(turns * lengths, targets)
    weights, bias = _per_label(machine.coef_, machine.intercept_)
    return np.asarray(matrix.T @ (turns / lengths @ weights)), bias


def _per_label(coefficients: np.ndarray, intercept: np.ndarray) -> Weights:
    if len(intercept) > 1:
        return coefficients.T, intercept
    return np.hstack([-coefficients.T, coefficients.T]), np.hstack([-intercept, intercept])


def _unseen_margins(matrix: csr_matrix, targets: np.ndarray, strength: float, few: bool) -> Tuple[np.ndarray, np.ndarray]:
    """Margins of lines by machines that did not learn them, and which lines those are."""
    count = max(2, min(5, int(np.bincount(targets).min())))
    rounds = list(StratifiedKFold(count, shuffle=True, random_state=0).split(matrix, targets))
    margins, places = [], []
    for known, unseen in rounds[:1] if len(targets) > _MANY else rounds:
        weights, bias = _fit(matrix[known], targets[known], strength, few)
        margins.append(matrix[unseen] @ weights + bias)
        places.append(unseen)
    return np.vstack(margins), np.concatenate(places)


def _temperature(margins: np.ndarray, targets: np.ndarray) -> float:
    """The temperature at which margins are worth most as probabilities (log loss)."""
    def loss(temperature: float) -> float:
        return -log_softmax(margins / temperature, axis=1)[np.arange(len(targets)), targets].mean()

    return float(minimize_scalar(loss, bounds=(0.02, 5.0), method="bounded").x)
