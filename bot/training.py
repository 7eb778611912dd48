"""`python -m bot train`: the model follows the training data."""
import hashlib
from pathlib import Path
from typing import Iterable, Sequence

from bot.errors import SettingError
from bot.settings import settings

CODE = ("bot/nlu/*.py", "bot/nlu/*.yml", "bot/conversations/text.py")
MOODS, FOLLOW_UPS = ("data/moods/*.tsv",), ("data/follow_ups/*.tsv",)
_SOURCES = ("config.yml", "domain.yml", "data/**/*.yml", *MOODS, *FOLLOW_UPS, *CODE)
_MODEL = "support"


def train_if_changed(*, force: bool = False) -> str:
    """Train if data, domain or pipeline changed since the last training, and say what was done."""
    folder, print_ = Path(settings().models), fingerprint(Path("."))
    model, noted = folder / f"{_MODEL}.tar.gz", folder / f"{_MODEL}.fingerprint"
    if not force and model.exists() and noted.exists() and noted.read_text() == print_:
        return f"{model} is up to date"
    from rasa import train  # many seconds: only when there is something to train

    result = train(domain="domain.yml", config="config.yml", training_files=["data"], output=str(folder),
                   fixed_model_name=_MODEL, force_training=force)
    if result.code != 0 or not model.exists():
        raise SettingError("setting", variable="MODELS", reason=f"training ended with code {result.code}")
    noted.write_text(print_)
    return f"{model} is trained"


def fingerprint(root: Path, patterns: Sequence[str] = _SOURCES) -> str:
    """A hash of everything the model is made from, or of a part of it."""
    digest = hashlib.sha256()
    for path in _files(root, patterns):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(root: Path, patterns: Sequence[str]) -> Iterable[Path]:
    return sorted(path for pattern in patterns for path in root.glob(pattern))
