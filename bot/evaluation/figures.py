"""The figures of an evaluation. Pure."""
from collections import Counter
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Optional, Sequence

import numpy as np

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Answer:
    """One line: what it means, what was understood, how sure, whether the bot would answer, in what time."""

    text: str
    expected: str
    predicted: str
    confidence: float
    answered: bool
    seconds: float


def figures(answers: Sequence[Answer]) -> Dict[str, Any]:
    """Accuracy and macro F1 (fractions), share answered at the threshold and accuracy on it, calibration, parse time (ms).

    Out-of-scope recall counts what is not answered as something else; a false alarm is a need that is read as none of ours.
    """
    right = np.array([a.predicted == a.expected for a in answers])
    answered = np.array([a.answered for a in answers])
    times = np.array([a.seconds for a in answers]) * 1000
    scores = f1_by_intent(answers)
    return {
        "lines": len(answers), "accuracy": float(right.mean()), "macro_f1": float(np.mean(list(scores.values()))),
        "answered": float(answered.mean()),
        "accuracy_answered": float(right[answered].mean()) if answered.any() else None,
        "calibration_error": calibration_error(answers),
        "out_of_scope_recall": share(a.predicted == OUT_OF_SCOPE or not a.answered for a in answers if a.expected == OUT_OF_SCOPE),
        "false_alarms": share(a.predicted == OUT_OF_SCOPE for a in answers if a.expected != OUT_OF_SCOPE) if OUT_OF_SCOPE in scores else None,
        "parse_p50_ms": float(np.percentile(times, 50)), "parse_p95_ms": float(np.percentile(times, 95)),
        "worst_intents": [{"intent": intent, "f1": score} for intent, score in sorted(scores.items(), key=lambda i: i[1])[:8]],
        "confusions": confusions(answers)[:12],
    }


def share(outcomes: Iterable[bool]) -> Optional[float]:
    """The part of outcomes that is true; None where there are none."""
    counted = list(outcomes)
    return sum(counted) / len(counted) if counted else None


def f1_by_intent(answers: Sequence[Answer]) -> Dict[str, float]:
    """F1 of each intent that the lines contain."""
    expected, predicted = Counter(a.expected for a in answers), Counter(a.predicted for a in answers)
    both = Counter(a.expected for a in answers if a.expected == a.predicted)
    return {intent: 2 * both[intent] / (expected[intent] + predicted[intent]) for intent in expected}


def calibration_error(answers: Sequence[Answer], bins: int = 15) -> float:
    """Expected calibration error: how far confidence and accuracy lie apart, weighted by bin."""
    confidence = np.array([a.confidence for a in answers])
    right = np.array([a.predicted == a.expected for a in answers], dtype=float)
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(sum(abs(right[places == b].mean() - confidence[places == b].mean()) * (places == b).mean()
                     for b in range(bins) if (places == b).any()))


def confusions(answers: Sequence[Answer]) -> List[Dict[str, Any]]:
    """The commonest wrong readings, with an example each."""
    pairs = Counter((a.expected, a.predicted) for a in answers if a.expected != a.predicted)
    example = {(a.expected, a.predicted): a.text for a in answers}
    return [{"expected": e, "predicted": p, "count": count, "example": example[(e, p)]} for (e, p), count in pairs.most_common()]
