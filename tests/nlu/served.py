"""Models out of the archive that serves."""
import tarfile
from pathlib import Path

from bot.nlu.linear import LinearModel


def served(component: str, folder: Path) -> LinearModel:
    """The linear model of one component, unpacked into a folder."""
    return LinearModel.load(unpacked(component, folder, "weights.npz"))


def unpacked(component: str, folder: Path, name: str) -> Path:
    """Where a component's file of this name is, with all that the component stored, unpacked into a folder."""
    with tarfile.open("models/support.tar.gz") as archive:
        archive.extractall(folder, members=[member for member in archive if component in member.name])
    return next(path.parent for path in folder.rglob(name))
