"""The arithmetic of the audit trail: each row's hash holds the hash before it. Pure.

A row names no words of anybody: of a note it holds a commitment, an HMAC under the complaint's own
random key. Without key and note nobody can tell what was written, and the chain still holds.
"""
import hashlib
import hmac
import json
import secrets
from collections import Counter
from datetime import datetime, timezone
from enum import Enum
from typing import Any, Collection, List, Mapping, NamedTuple, Optional, Sequence

GENESIS = ""  # what stands before the first row


class Row(NamedTuple):
    """One row of a trail as it was found."""

    sequence: int
    kind: str
    actor: str
    agent_id: Optional[int]
    actor_name: Optional[str]
    details: Mapping[str, Any]
    commitment: Optional[str]
    created_at: datetime
    previous: str
    hash: str


class Wrong(str, Enum):
    """What can be the matter with a row."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    REORDERED = "reordered"


class Finding(NamedTuple):
    """Something wrong at a place of a trail; of a removed row, the place where it is missing."""

    wrong: Wrong
    sequence: int


def canonical(value: Any) -> bytes:
    """The one way to write a value down."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def new_key() -> str:
    """A fresh key for one complaint's commitments."""
    return secrets.token_hex(32)


def commit(key: str, words: Mapping[str, Any]) -> str:
    """What a row holds instead of words."""
    return hmac.new(bytes.fromhex(key), canonical(words), hashlib.sha256).hexdigest()


def digest(number: str, row: Row) -> str:
    """The hash of a row of the complaint with a number: of all it says, its place, and the hash before it."""
    at = row.created_at.astimezone(timezone.utc).isoformat()
    return hashlib.sha256(canonical([
        number, row.sequence, row.kind, row.actor, row.agent_id, row.actor_name, row.details, row.commitment, at, row.previous])).hexdigest()


def seal(key: str, number: str, count: int, head: str) -> str:
    """The company's signature on a trail's end, so that who can write to the database cannot cut or rewrite it all."""
    return hmac.new(key.encode(), canonical([number, count, head]), hashlib.sha256).hexdigest()


def examine(number: str, rows: Sequence[Row], *, count: int, head: str) -> List[Finding]:
    """What is wrong with a trail whose end was noted as `count` rows and the hash `head`; rows in their order.

    A row whose hash is right at no place was changed, one whose hash is right at another place was moved. One that
    nothing follows stands where no row stood, or was rewritten with its hash, or what followed it is what is wrong.
    """
    places = {row.hash: _place(number, row, count) for row in rows}
    followed = {row.previous for row in rows} | {head}
    sound = [row for row in rows if row.hash in followed or _lost_its_follower(places[row.hash], places.values(), count)]
    taken = [places[row.hash] or row.sequence for row in sound]
    found = {Finding(Wrong.CHANGED, row.sequence) for row in sound if places[row.hash] is None}
    found |= {Finding(Wrong.REORDERED, row.sequence) for row, here, there in zip(sound, taken, sorted(taken), strict=True) if here != there}
    for row in rows:
        if row not in sound:
            place = places[row.hash] or row.sequence
            found.add(Finding(Wrong.INSERTED if place in taken or place > count else Wrong.CHANGED, row.sequence))
            taken.append(place)
    found |= {Finding(Wrong.REMOVED, place) for place in range(1, count + 1) if place not in taken}
    if not found and not _holds(rows, count, head):
        found.add(Finding(Wrong.CHANGED, len(rows)))
    return sorted(found, key=lambda finding: (finding.sequence, finding.wrong.value))


def _lost_its_follower(place: Optional[int], places: Collection[Optional[int]], count: int) -> bool:
    return place is not None and place < count and place + 1 not in places and Counter(places)[place] == 1


def _place(number: str, row: Row, count: int) -> Optional[int]:
    """The place at which a row's hash is right: its own, or the one it was moved from; None where what it says was changed."""
    return next((place for place in (row.sequence, *range(1, count + 1)) if digest(number, row._replace(sequence=place)) == row.hash), None)


def _holds(rows: Sequence[Row], count: int, head: str) -> bool:
    ends = [GENESIS, *(row.hash for row in rows)]
    return [row.sequence for row in rows] == list(range(1, count + 1)) and [row.previous for row in rows] == ends[:-1] and ends[-1] == head
