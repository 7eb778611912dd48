"""The OpenAPI document of the desk's API: one part a resource, put together with what all have in common."""
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Iterator

import yaml

_PARTS = Path(__file__).parent / "openapi"
_COMMON = "common.yml"
# What any operation may answer, so that no part needs to say it: of every one, of those that ask who it is, of those with a body.
_ANYWHERE = ("InvalidQuery", "Unavailable", "Full")
_SIGNED = ("Unauthorised", "Forbidden")
_WITH_BODY = ("Malformed", "TooLarge", "Invalid")
_STATUS = {
    "Malformed": "400", "Unauthorised": "401", "Forbidden": "403", "TooLarge": "413", "Invalid": "422", "InvalidQuery": "422",
    "Unavailable": "503", "Full": "507"}


@lru_cache(maxsize=None)
def document() -> Dict[str, Any]:
    """The whole document; ValueError where two parts say different things of the same path or component."""
    whole: Dict[str, Any] = yaml.safe_load((_PARTS / _COMMON).read_text(encoding="utf-8"))
    for name, part in _read_parts():
        _add(whole["paths"], part.get("paths", {}), name)
        for kind, components in _components(part).items():
            _add(whole["components"].setdefault(kind, {}), components, name)
    for name, operation in _operations(whole):
        operation.setdefault("operationId", name)
        _answer_errors(operation)
    return whole


def _read_parts() -> Iterator["tuple[str, Dict[str, Any]]"]:
    for path in sorted(_PARTS.glob("*.yml")):
        if path.name != _COMMON:
            yield path.name, yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def _components(part: Dict[str, Any]) -> Dict[str, Any]:
    """A part's components; `schemas` may stand at its top."""
    found = dict(part.get("components", {}))
    if "schemas" in part:
        found["schemas"] = {**found.get("schemas", {}), **part["schemas"]}
    return found


def _add(known: Dict[str, Any], new: Dict[str, Any], part: str) -> None:
    twice = sorted(name for name in known.keys() & new.keys() if known[name] != new[name])
    if twice:
        raise ValueError(f"{part}: {twice} is something else in another part")
    known.update(new)


def _operations(whole: Dict[str, Any]) -> Iterator["tuple[str, Dict[str, Any]]"]:
    """Each operation, with a name made of its verb and path."""
    for path, verbs in whole["paths"].items():
        yield from ((f"{verb}_{re.sub('[^a-z]+', '_', path).strip('_')}", operation) for verb, operation in verbs.items()
                    if verb in {"get", "post", "put", "patch", "delete"})


def _answer_errors(operation: Dict[str, Any]) -> None:
    names = [*_ANYWHERE, *(_SIGNED if operation.get("security") != [] else ()), *(_WITH_BODY if "requestBody" in operation else ())]
    for name in names:
        operation["responses"].setdefault(_STATUS[name], {"$ref": f"#/components/responses/{name}"})
