"""Reading what a request says: a JSON body checked by its model, a number of the query, a bearer token."""
import json
import re
from typing import Any, Dict, Optional, Type, TypeVar

from pydantic import BaseModel, ValidationError
from sanic.request import Request

from bot.errors import InvalidInput, NotFound

LARGEST = 2**31 - 1  # the largest sequence a column holds
_WORD = re.compile(r"[A-Za-z0-9_.:-]{1,64}\Z")
_Body = TypeVar("_Body", bound=BaseModel)


def read_body(request: Request, kind: Type[_Body]) -> _Body:
    """The JSON body as `kind`; InvalidInput naming the field that is wrong."""
    try:
        found = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise InvalidInput("invalid_json") from error
    if not isinstance(found, dict):
        raise InvalidInput("invalid_json")
    return parsed(found, kind)


def read_query(request: Request, kind: Type[_Body]) -> _Body:
    """The query string as `kind`, each name once and what is empty left out; InvalidInput naming the parameter that is wrong."""
    return parsed({name: values[0] for name, values in request.args.items() if values[0] != ""}, kind)


def parsed(found: Dict[str, Any], kind: Type[_Body]) -> _Body:
    """Fields as `kind`; InvalidInput naming the one that is wrong."""
    try:
        return kind.parse_obj(found)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidInput("invalid_field", field=first["msg"] if first["loc"][0] == "__root__" else str(first["loc"][0])) from error


def read_number(request: Request, name: str, default: int, largest: int) -> int:
    """A whole number of the query string, from 0; InvalidInput naming it for anything else."""
    given = request.args.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and len(given) <= 10) or int(given) > largest:
        raise InvalidInput("invalid_field", field=name)
    return int(given)


def read_word(request: Request, name: str) -> Optional[str]:
    """A name or number of the query string, such as `conversation:4f0c`, or None; InvalidInput naming it for anything else."""
    given = request.args.get(name)
    if given is not None and not _WORD.match(given):
        raise InvalidInput("invalid_field", field=name)
    return given


def path_id(given: int) -> int:
    """A number of a path; NotFound where no row can have it."""
    if not 0 < given < 2**63:
        raise NotFound()
    return given


def bearer(request: Request) -> Optional[str]:
    """The token the request carries, or None."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None
