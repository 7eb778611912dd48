"""Making a backup of everything, and bringing one back into an empty place."""
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Optional

from sqlalchemy import text

from bot.backups import archive, stores
from bot.backups.archive import Manifest
from bot.db import Database
from bot.errors import SettingError
from bot.settings import settings


def backup(database: Database, path: Path, *, now: datetime) -> Manifest:
    """Write the database and the folder of attachments into one file, while everything runs."""
    with database.engine.connect() as connection:
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=path.resolve().parent) as folder:
        copy = Path(folder) / "database"
        stores.dump(database, settings().database_url, copy)
        manifest = Manifest(database.engine.dialect.name, revision, now.isoformat(), None)
        count = archive.write(path, manifest, copy, _folder())
    return Manifest(manifest.engine, manifest.revision, manifest.made_at, count if _folder() else None)


def restore(database: Database, path: Path) -> Manifest:
    """Bring a backup back; SettingError, and nothing is changed, where the database is not empty or of another engine.

    The database comes last and at once: a restoration that was interrupted before is begun again.
    """
    if not stores.is_empty(database):
        raise SettingError("setting", variable="DATABASE_URL", reason="the database is not empty; a backup is restored into a new one only")
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=path.resolve().parent) as folder:
        manifest, copy, attachments = archive.read(path, Path(folder))
        if manifest.engine != database.engine.dialect.name:
            raise SettingError("setting", variable="DATABASE_URL", reason=f"the backup is of {manifest.engine}, this is {database.engine.dialect.name}")
        target = _folder()
        if manifest.attachments and target is None:
            raise SettingError("setting", variable="ATTACHMENTS", reason="the backup holds attachments: name the folder they go to")
        if target is not None:
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
            for file in attachments.iterdir():
                shutil.move(str(file), str(target / file.name))
        stores.load(database, settings().database_url, copy)
    return manifest


def _folder() -> Optional[Path]:
    """Where attachments are, if that is a folder: a bucket has backups of its own."""
    return None if settings().attachments.startswith("s3://") else Path(settings().attachments)
