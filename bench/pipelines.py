"""The pipelines that are compared: each learns lines and then reads others one by one, as a customer's come."""
import asyncio
import logging
import os
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC

from bench.lines import Line
from bot.evaluation.figures import FALLBACK, Answer

_SPARSE = [{"name": "WhitespaceTokenizer"}, {"name": "RegexFeaturizer"}, {"name": "LexicalSyntacticFeaturizer"},
           {"name": "CountVectorsFeaturizer"}, {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}]
_THRESHOLD = [{"name": "FallbackClassifier", "threshold": 0.5, "ambiguity_threshold": 0.02}]


class Reader(ABC):
    """One pipeline; what it costs is noted as it learns."""

    megabytes = 0.0

    @abstractmethod
    def learn(self, lines: Sequence[Line], folder: Path) -> None:
        """Learn from lines, keeping the model in a folder."""

    @abstractmethod
    def ranking(self, text: str) -> Tuple[str, float, bool]:
        """The best intent, its confidence, and whether the bot would answer."""

    def answer(self, line: Line) -> Answer:
        """Read one line and take the time."""
        began = time.perf_counter()
        predicted, confidence, answered = self.ranking(line.text)
        return Answer(text=line.text, expected=line.intent, predicted=predicted, confidence=confidence,
                      answered=answered, seconds=time.perf_counter() - began)


class RasaPipeline(Reader):
    """A pipeline of Rasa's, trained and asked as Rasa does it."""

    def __init__(self, pipeline: List[Dict[str, Any]], language: str = "en") -> None:
        # Rasa's WhitespaceTokenizer refuses to begin with Chinese as the language; what it does is the same for all it takes.
        self._config = {"recipe": "default.v1", "assistant_id": "bench", "language": language, "pipeline": pipeline}

    def learn(self, lines: Sequence[Line], folder: Path) -> None:
        from rasa.core.agent import Agent
        from rasa.model_training import train_nlu
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.WARNING)
        (folder / "config.yml").write_text(yaml.safe_dump(self._config, allow_unicode=True), "utf-8")
        (folder / "nlu.yml").write_text(_training_data(lines), "utf-8")
        model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
        assert model is not None, "Rasa found nothing to learn from"
        self.megabytes = os.path.getsize(model) / 1e6
        self._agent, self._loop = Agent.load(model), asyncio.new_event_loop()
        self.ranking("warm up")

    def ranking(self, text: str) -> Tuple[str, float, bool]:
        parsed = self._loop.run_until_complete(self._agent.parse_message(text))
        ranked = [guess for guess in parsed["intent_ranking"] if guess["name"] != FALLBACK]
        return ranked[0]["name"], ranked[0]["confidence"], parsed["intent"]["name"] != FALLBACK


class Plain(Reader):
    """TF-IDF of words 1-2 and characters 2-5 under one linear machine of scikit-learn, nothing around it."""

    def __init__(self, machine: Any) -> None:
        self._machine = machine

    def learn(self, lines: Sequence[Line], folder: Path) -> None:
        views = make_union(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                           TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True))
        self._pipeline: Pipeline = make_pipeline(views, self._machine).fit([line.text for line in lines], [line.intent for line in lines])

    def ranking(self, text: str) -> Tuple[str, float, bool]:
        if not hasattr(self._machine, "predict_proba"):
            return str(self._pipeline.predict([text])[0]), 1.0, True
        chances = self._pipeline.predict_proba([text])[0]
        return str(self._machine.classes_[chances.argmax()]), float(chances.max()), bool(chances.max() >= 0.5)


def pipeline(name: str, epochs: Optional[int] = None) -> Reader:
    """A fresh pipeline by its name in NAMES; DIET learns for so many epochs, else for Rasa's 100."""
    if name == "ours":
        return RasaPipeline(yaml.safe_load(Path("config.yml").read_text("utf-8"))["pipeline"], "zh")
    if name == "rasa-logistic":
        return RasaPipeline([*_SPARSE, {"name": "LogisticRegressionClassifier"}, *_THRESHOLD])
    if name == "rasa-diet":
        return RasaPipeline([*_SPARSE, {"name": "DIETClassifier", "epochs": epochs or 100, "constrain_similarities": True}, *_THRESHOLD])
    return Plain(LinearSVC(C=1, random_state=0) if name == "tfidf-svm" else LogisticRegression(C=20, max_iter=1000))


NAMES = ("ours", "tfidf-logistic", "tfidf-svm", "rasa-logistic", "rasa-diet")


def trained(name: str, lines: Sequence[Line], epochs: Optional[int] = None) -> Tuple[Reader, float]:
    """A pipeline that has learned the lines, and the seconds it took."""
    reader = pipeline(name, epochs)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        reader.learn(lines, Path(folder))
    return reader, time.perf_counter() - began


def _training_data(lines: Sequence[Line]) -> str:
    examples: Dict[str, List[str]] = {}
    for line in lines:
        examples.setdefault(line.intent, []).append(line.text)
    # Square brackets would mark an entity, a brace its details: a bare text has neither.
    blocks = [{"intent": intent, "examples": "".join(f"- {text.translate(_PLAIN)}\n" for text in texts)} for intent, texts in examples.items()]
    return yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, width=10_000)


_PLAIN = str.maketrans("[]{}", "()()")
