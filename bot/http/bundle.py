"""ES modules as one: fewer requests, and what is alike in them is compressed once."""
import re
from pathlib import Path
from typing import Dict, List

_IMPORT = re.compile(r"^import \{ (\w+(?:, \w+)*) \} from '\./([\w.-]+)';\n", re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:class|function|const) (\w+))", re.M)
_UNKNOWN = re.compile(r"^(?:import\b(?!\()|export\b).*", re.M)


def bundle(entry: Path) -> str:
    """A module and all that it imports, each in a scope of its own, those first that others need.

    Understands `import { a, b } from './file.js'` and `export` before a class, function or const, each at the beginning of
    a line; raises ValueError for any other form and for a circle. What is imported with import() stays a file of its own.
    """
    done: Dict[str, str] = {}
    _add(entry, done, [])
    return "".join(done.values())


def _add(path: Path, done: Dict[str, str], above: List[str]) -> None:
    if path.name in above:
        raise ValueError(f"{' imports '.join([*above, path.name])}")
    source = path.read_text("utf-8")
    for _, name in _IMPORT.findall(source):
        if name not in done:
            _add(path.parent / name, done, [*above, path.name])
    done[path.name] = _scoped(path.name, source)


def _scoped(name: str, source: str) -> str:
    exported = _EXPORT.findall(source)
    body = _EXPORT.sub("", _IMPORT.sub(lambda found: f"const {{ {found[1]} }} = {_variable(found[2])};\n", source))
    unknown = _UNKNOWN.search(body)
    if unknown:
        raise ValueError(f"{name}: {unknown[0]}")
    wait, kind = ("await ", "async ") if re.search(r"^(?:\w.* )?await ", body, re.M) else ("", "")
    return f"const {_variable(name)} = {wait}({kind}() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();\n"


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))
