"""How customers put each question: the lines the bot is trained on, which search learns from too."""
from collections import defaultdict
from pathlib import Path
from typing import Dict, List

import yaml

LINES = Path(__file__).parent.parent.parent / "data" / "nlu"


def load(folder: Path = LINES) -> Dict[str, List[str]]:
    """The training lines of every intent, or of every `intent/aspect`, in both languages."""
    lines: Dict[str, List[str]] = defaultdict(list)
    for path in sorted(folder.rglob("*.yml")):
        for entry in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            lines[entry["intent"]] += [line.removeprefix("- ") for line in entry["examples"].splitlines()]
    return lines
