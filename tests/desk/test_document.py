"""The OpenAPI document is whole: every route is in it and no other, and what it refers to is there."""
import re
from typing import Any, Iterator

import pytest
from sanic import Sanic

from bot.db import Database
from bot.desk import document as parts
from bot.desk.document import document
from bot.desk.server import API, create_app
from tests.desk.running import Desk


def served() -> "set[tuple[str, str]]":
    Sanic._app_registry.pop("wallet-support-desk", None)
    routes = [route for route in create_app().router.routes if f"/{route.path}".startswith(API)]
    return {(re.sub(r"<(\w+)(?::[^>]+)?>", "{}", f"/{route.path}".removeprefix(API)), method.lower())
            for route in routes for method in route.methods if method not in {"OPTIONS", "HEAD"}}


def described() -> "set[tuple[str, str]]":
    return {(re.sub(r"\{\w+\}", "{}", path), verb) for path, verbs in document()["paths"].items() for verb in verbs if verb != "parameters"}


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_route_is_in_the_document_and_no_other(database: Database):
    assert served() - described() == set() and described() - served() == set()


def test_what_it_refers_to_is_there():
    for reference in set(references(document())):
        place = document()
        for name in reference.removeprefix("#/").split("/"):
            assert name in place, reference
            place = place[name]


def test_no_two_operations_have_one_name():
    names = [operation["operationId"] for path in document()["paths"].values() for verb, operation in path.items() if verb != "parameters"]
    assert len(names) == len(set(names))


def test_anybody_may_read_it(desk: Desk):
    answer = desk.stranger().get("/openapi.json")
    assert answer.status_code == 200 and answer.json() == document()


def test_parts_that_contradict_each_other_are_refused(tmp_path, monkeypatch: pytest.MonkeyPatch):
    for name, text in (("common", "paths: {}\ncomponents: {schemas: {A: {type: string}}}"), ("one", "schemas: {A: {type: string}}"), ("two", "schemas: {A: {type: integer}}")):
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(parts, "_PARTS", tmp_path)
    with pytest.raises(ValueError, match="two.yml"):
        document.__wrapped__()
