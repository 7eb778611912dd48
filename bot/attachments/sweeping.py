"""What was uploaded and never sent goes after a day, file and row."""
from datetime import datetime

from bot.attachments import service, storing
from bot.db import Database


def remove_unsent(database: Database, *, now: datetime) -> int:
    """Delete a batch; returns how many. The files go between two transactions, so that a slow store holds no lock."""
    with database.transaction() as session:
        retired = service.retire_unsent(session, now=now)
    for attachment in retired:
        storing.remove(attachment.store_name)
    if retired:
        with database.transaction() as session:
            service.forget(session, [attachment.id for attachment in retired])
    return len(retired)
