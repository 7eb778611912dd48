"""Who may import whom: the table of docs' design, read from the code itself."""
import ast
from pathlib import Path
from typing import Dict, Iterator, List, Set

import pytest

ROOTS = ("bot", "actions")
CORE = ("bot.agents", "bot.satisfaction", "bot.suggestions", "bot.complaints", "bot.attachments", "bot.conversations", "bot.wallet", "bot.notices", "bot.webhooks")
SHARED = {"bot.awaiting", "bot.bell", "bot.logs", "bot.metrics", "bot.request_ids", "bot.tracing", "bot.settings", "bot.errors", "bot.db", "bot.language", "bot.texts", "bot.formats", "bot.entities"}
EDGES = {"bot.http", "bot.channels", "bot.dialogue", "bot.nlu", "bot.desk", "bot.evaluation", "bot.launcher", "bot.worker", "bot.backlog", "bot.retention", "bot.training", "bot.__main__"}
PURE = ("bot.hours", "bot.conversations.reasons", "bot.complaints.lifecycle", "bot.complaints.deadlines", "bot.complaints.intake.reading", "bot.complaints.phrases", "bot.conversations.redaction",
        "bot.conversations.mood", "bot.conversations.leaving", "bot.conversations.waiting", "bot.attachments.naming", "bot.wallet.matching", "bot.evaluation.figures",
        "bot.complaints.chain", "bot.satisfaction.comments", "bot.satisfaction.phrases", "bot.complaints.priority", "bot.notices.timing", "bot.notices.wishes", "bot.mail", "bot.working_time",
        "bot.webhooks.addresses", "bot.webhooks.schedule", "bot.webhooks.signing", "bot.complaints.rises")
DATABASE = {"sqlalchemy", "alembic", "psycopg2", "sqlite3", "bot.db", "bot.models", "bot.migrate"}
# package: what no module in it may import, by the beginning of the name
FORBIDDEN: Dict[str, Set[str]] = {
    **{package: {"rasa", "rasa_sdk", "sanic", "actions"} | EDGES for package in CORE},
    **{package: {"rasa", "rasa_sdk", "sanic", "actions", *CORE} | EDGES for package in SHARED},
    **{package: {"actions", "rasa_sdk", "bot.desk"} for package in ("bot.nlu", "bot.dialogue", "bot.channels")},
    "bot.http": {"rasa", "rasa_sdk", "actions", "bot.help", *CORE} | EDGES - {"bot.http"},
    "bot.help": {"rasa", "rasa_sdk", "sanic", "actions", "sqlalchemy"} | EDGES,
    "bot.desk": {"rasa", "rasa_sdk", "actions", "bot.channels", "bot.dialogue", "bot.nlu"},
    "actions": {"rasa", "sanic", "bot.channels", "bot.desk", "bot.dialogue", "bot.nlu"},
}
# the action endpoint runs the SDK's executor in our process; that is what it is for
ALLOWED = {("bot.dialogue.action_endpoint", "rasa_sdk")}


def modules() -> Dict[str, ast.Module]:
    paths = [path for root in ROOTS for path in sorted(Path(root).rglob("*.py")) if "versions" not in path.parts]
    return {name_of(path): ast.parse(path.read_text("utf-8")) for path in paths}


def name_of(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def imported(tree: ast.AST) -> Iterator[str]:
    """Every name a module imports, `from a import b` as a and a.b, wherever in the file it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


MODULES = modules()
IMPORTS = {name: set(imported(tree)) for name, tree in MODULES.items()}


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def package_of(name: str) -> str:
    return ".".join(name.split(".")[:2])


def test_the_code_is_found():
    assert {"bot.complaints.service", "bot.conversations.service", "bot.channels.web", "actions.complaint_form", "bot.wallet"} <= set(MODULES)
    assert "sqlalchemy.orm" in IMPORTS["bot.complaints.service"] and "bot.complaints.queries" in IMPORTS["bot.complaints.service"]


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_imports_only_what_it_may(package: str):
    wrong = [(name, found) for name, names in IMPORTS.items() if within(name, package) for found in sorted(names)
             for never in FORBIDDEN[package] if within(found, never) and not any(name == a and within(found, b) for a, b in ALLOWED)]
    assert wrong == []


def test_the_core_uses_no_library_but_sqlalchemy_and_its_senders_http():
    known = {"sqlalchemy", "bot"}
    for name, names in IMPORTS.items():
        if any(within(name, package) for package in CORE):
            libraries = {found.split(".")[0] for found in names} - known - _standard_library()
            allowed = {"bot.wallet.http": {"httpx"}, "bot.webhooks.sending": {"httpcore"}, "bot.conversations.text": {"opencc"}, "bot.attachments.pictures": {"PIL"}, "bot.attachments.documents": {"pikepdf"},
                       "bot.attachments.checking": {"filetype"}, "bot.attachments.storing": {"boto3", "botocore", "cloudpathlib"},
                       "bot.notices.rendering": {"jinja2", "yaml"},
                       "bot.agents.passwords": {"argon2"}, "bot.agents.codes": {"pyotp"}, "bot.agents.sealing": {"cryptography"}}.get(name, set())
            assert libraries <= allowed, name


def test_the_core_imports_each_other_downwards_only():
    order = ["bot.satisfaction", "bot.suggestions", "bot.complaints", "bot.notices", "bot.wallet", "bot.attachments", "bot.conversations", "bot.webhooks", "bot.agents"]
    for place, package in enumerate(order):
        above = order[:place]
        for name, names in IMPORTS.items():
            if within(name, package):
                assert not [found for found in names for upper in above if within(found, upper)], name


def test_no_packages_import_each_other_in_a_circle():
    graph: Dict[str, Set[str]] = {}
    for name, names in IMPORTS.items():
        own = package_of(name)
        graph.setdefault(own, set()).update(
            package_of(found) for found in names if found.split(".")[0] in ROOTS and "." in found and package_of(found) != own)
    known = {package: targets & set(graph) for package, targets in graph.items()}
    assert _circle(known) == []


def test_no_modules_import_each_other_in_a_circle():
    graph = {name: {found for found in names if found in MODULES and found != name} for name, names in IMPORTS.items()}
    assert _circle(graph) == []


@pytest.mark.parametrize("pure", PURE)
def test_a_pure_module_and_what_it_imports_know_no_database_and_no_clock(pure: str):
    seen, waiting = set(), [pure]
    while waiting:
        name = waiting.pop()
        seen.add(name)
        assert not [found for found in IMPORTS[name] for never in DATABASE if within(found, never)], name
        assert not _reads_the_clock(MODULES[name]), name
        waiting += [found for found in IMPORTS[name] if found in MODULES and found not in seen and "." in found and found not in {"bot"}]


def test_nothing_connects_reads_or_trains_when_it_is_imported():
    doing = {"database", "settings", "wallet", "open", "read_text", "create_engine", "train", "load", "run", "connect"}
    found = [(name, call) for name, tree in MODULES.items() if name not in {"bot.__main__", "bot.migrations.env"}
             for call in _calls_at_import(tree) if call in doing]
    assert found == []


def _reads_the_clock(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"} and isinstance(node.value, ast.Name)
               and node.value.id in {"datetime", "date", "time"} for node in ast.walk(tree))


def _calls_at_import(tree: ast.Module) -> Iterator[str]:
    waiting: List[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        if isinstance(node, ast.Call):
            yield node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        waiting += ast.iter_child_nodes(node)


def _circle(graph: Dict[str, Set[str]]) -> List[str]:
    """What is left when everything that imports nothing left is taken away, again and again; empty without circles."""
    left = {name: set(targets) for name, targets in graph.items()}
    while True:
        ends = {name for name, targets in left.items() if not targets & set(left)}
        if not ends:
            return sorted(left)
        left = {name: targets for name, targets in left.items() if name not in ends}


def _standard_library() -> Set[str]:
    import sys
    return set(sys.stdlib_module_names)
