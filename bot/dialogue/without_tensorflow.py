"""The chat process runs without TensorFlow.

Rasa imports it wherever a neural component is defined (rasa/engine/recipes/default_recipe.py:20-60 imports them all), and
our pipeline has none: of the start it is the longest part, of the memory the largest. `install` puts an empty thing in its
place: whatever is asked of it while modules are imported is there, as a class to inherit from, a decorator or a constant; used
afterwards it says that it is missing. Training and Rasa's own commands load the real one.
"""
import importlib.abc
import importlib.machinery
import sys
import types
from typing import Any, Optional, Sequence

_PACKAGES = {"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"}
_ADVICE = "this process runs without TensorFlow, and its model has a component that needs it; start it with WITH_TENSORFLOW=true"


class _Names(type):
    """Every name is there, as another class."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _Names(name, (Missing,), {"__module__": cls.__module__})
        setattr(cls, name, made)
        return made

    def __getitem__(cls, item: Any) -> Any:
        return cls


class Missing(metaclass=_Names):
    """Something of TensorFlow; made or called after the imports, it raises ModuleNotFoundError."""

    _importing = True

    def __new__(cls, *arguments: Any, **options: Any) -> Any:
        if not Missing._importing:
            raise ModuleNotFoundError(_ADVICE)
        if arguments and callable(arguments[0]) and not options:  # used as a decorator
            return arguments[0]
        return object.__new__(cls)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """What it is made with is of no interest: it is never used."""

    def __init_subclass__(cls, **options: Any) -> None:
        """Rasa's neural classes inherit from it."""

    def __call__(self, decorated: Any) -> Any:
        return decorated


class _Module(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(Missing, name)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name: str, path: Optional[Sequence[str]], target: Any = None) -> Optional[importlib.machinery.ModuleSpec]:
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if name.split(".")[0] in _PACKAGES else None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """There is nothing in it."""


def install() -> None:
    """Keep TensorFlow out of this process; to be called before Rasa is imported. Once is enough."""
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    if "tensorflow" in sys.modules:
        raise ImportError("TensorFlow is loaded already")
    sys.meta_path.insert(0, _Finder())


def seal() -> None:
    """Everything is imported: from now on whatever uses TensorFlow is told that it is missing."""
    Missing._importing = False
