"""What the desk hears of at once, besides messages."""
from datetime import datetime

from sqlalchemy.orm import Session


def emit(session: Session, kind: str, key: str, *, now: datetime) -> None:
    """Tell every process, when this transaction commits, that something of a kind changed; `key` says which."""
