"""The stock assistant: what `rasa init` gives, on our training data, built in a folder of its own.

Its pipeline and policies are the defaults that Rasa writes into config.yml, its actions (ours) run in the action server over
HTTP, its trackers are in SQLite. It is trained for one epoch on LINES lines of each intent: with all of them DIET alone takes a
quarter of an hour an epoch. A turn costs the same after one epoch as after a hundred, and less with the smaller vocabulary:
both favour stock in what is measured here. Nothing is said here of how well it understands.
"""
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Dict, List

import yaml

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "var" / "bench" / "stock"
LINES = 60
_PIPELINE: List[Dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"}, {"name": "RegexFeaturizer"}, {"name": "LexicalSyntacticFeaturizer"}, {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}, {"name": "DIETClassifier", "epochs": 1},
    {"name": "EntitySynonymMapper"}, {"name": "ResponseSelector", "epochs": 1},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1}]
_POLICIES: List[Dict[str, Any]] = [
    {"name": "MemoizationPolicy"}, {"name": "RulePolicy"}, {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": 1},
    {"name": "TEDPolicy", "max_history": 5, "epochs": 1, "constrain_similarities": True}]


def build() -> Path:
    """The trained stock model, trained anew only where there is none for this training data."""
    model = FOLDER / "models" / "stock.tar.gz"
    if not model.exists():
        write()
        subprocess.run([sys.executable, "-m", "rasa", "train", "--config", "config.yml", "--domain", "domain.yml", "--data", "data", "--out", "models",
                        "--fixed-model-name", "stock"], cwd=FOLDER, env=environment(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return model


def write() -> None:
    """Its files: Rasa's defaults, our lines, rules and responses."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for topic in ("rules", "responses"):
        shutil.copytree(ROOT / "data" / topic, FOLDER / "data" / topic)
    _dump("data/nlu.yml", {"version": "3.1", "nlu": _lines()})
    shutil.copy(ROOT / "domain.yml", FOLDER / "domain.yml")
    _dump("config.yml", {"recipe": "default.v1", "assistant_id": "stock", "language": "en", "pipeline": _PIPELINE, "policies": _POLICIES})
    _dump("credentials.yml", {"rest": None})
    _dump("data/stories.yml", {"version": "3.1", "stories": _stories()})


def environment(**more: str) -> Dict[str, str]:
    """What its processes run with: a database of their own."""
    return {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "DEMO_MODE": "true",
            "PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{FOLDER}/support.db", **more}


def start(port: int, actions_port: int, log: Path) -> "List[subprocess.Popen[bytes]]":
    """The action server and the server, each a process."""
    _dump("endpoints.yml", {"action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"},
                            "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(FOLDER / "trackers.db")}})
    for database in ("support.db", "trackers.db"):
        (FOLDER / database).unlink(missing_ok=True)
    for command in ("migrate", "seed"):
        subprocess.run([sys.executable, "-m", "bot", command], cwd=ROOT, env=environment(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with log.open("ab") as out:
        return [subprocess.Popen([sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port)], cwd=ROOT,
                                 env=environment(), stdout=out, stderr=out),
                subprocess.Popen([sys.executable, "-m", "rasa", "run", "--model", "models/stock.tar.gz", "--endpoints", "endpoints.yml", "--credentials",
                                  "credentials.yml", "--interface", "127.0.0.1", "--port", str(port)], cwd=FOLDER, env=environment(), stdout=out, stderr=out)]


def _lines() -> List[Dict[str, Any]]:
    """Our training lines, LINES of each intent, spread evenly."""
    found = [block for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")) for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]]
    for block in found:
        lines = block["examples"].splitlines()
        block["examples"] = "\n".join(lines[::max(1, len(lines) // LINES)])
    return found


def _stories() -> List[Dict[str, Any]]:
    """Stories for the policies that learn: each rule of one question and one answer, after a greeting."""
    rules = [rule for path in sorted((ROOT / "data" / "rules").glob("*.yml")) for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]]
    simple = [rule["steps"] for rule in rules if len(rule["steps"]) == 2 and "condition" not in rule and "intent" in rule["steps"][0]]
    greeting = next(steps for steps in simple if steps[0]["intent"] == "greet")
    return [{"story": f"{steps[0]['intent']} after a greeting", "steps": [*greeting, *steps]} for steps in simple if steps is not greeting]


def _dump(name: str, content: Dict[str, Any]) -> None:
    (FOLDER / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), "utf-8")


if __name__ == "__main__":
    print(build())
