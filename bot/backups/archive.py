"""The file of a backup: a compressed tar of what it is, the database's copy and the attachments."""
import gzip
import json
import shutil
import tarfile
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Iterator, Optional, Tuple

from bot.errors import SettingError

_MANIFEST, _DATABASE, _ATTACHMENTS = "manifest.json", "database", "attachments/"


@dataclass(frozen=True)
class Manifest:
    """What a backup is of: the engine, the schema's revision, when, and how many attachments (None: they are kept in a bucket)."""

    engine: str
    revision: str
    made_at: str
    attachments: Optional[int]


def write(path: Path, manifest: Manifest, database: Path, attachments: Optional[Path]) -> int:
    """Write a backup that is whole or not there at all, readable by its owner alone; returns how many attachments are in it."""
    if path.exists():
        raise SettingError("setting", variable=str(path), reason="exists already; a backup is never written over another")
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.touch(mode=0o600)
    try:
        with tarfile.open(unfinished, "w:gz", compresslevel=1) as archive:
            archive.add(database, _DATABASE)
            # After the database: what it names was kept before, and a file more does no harm.
            count = sum(_add(archive, file) for file in sorted(attachments.iterdir())) if attachments and attachments.is_dir() else 0
            told = unfinished.with_suffix(".manifest")
            told.write_text(json.dumps(asdict(manifest) | {"attachments": count if attachments else None}), "utf-8")
            archive.add(told, _MANIFEST)
            told.unlink()
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def read(path: Path, folder: Path) -> Tuple[Manifest, Path, Path]:
    """Unpack a backup into a folder: what it is, the database's copy, the folder of attachments. SettingError for one that is not whole."""
    database, attachments = folder / "database", folder / "attachments"
    attachments.mkdir()
    manifest = None
    try:
        with gzip.open(path) as whole, tarfile.open(fileobj=whole, mode="r|") as archive:
            for name, member in _members(archive):
                target = {_DATABASE: database, _MANIFEST: folder / _MANIFEST}.get(name) or attachments / Path(name).name
                with target.open("wb") as file:
                    shutil.copyfileobj(member, file)
            while whole.read(1 << 20):  # to the end, where its checksum is
                pass
        manifest = Manifest(**json.loads((folder / _MANIFEST).read_text("utf-8")))
    except (OSError, EOFError, tarfile.TarError, zlib.error, ValueError, TypeError) as error:
        raise SettingError("setting", variable=str(path), reason=f"no whole backup ({type(error).__name__})") from error
    return manifest, database, attachments


def _add(archive: tarfile.TarFile, file: Path) -> bool:
    try:
        archive.add(file, _ATTACHMENTS + file.name, recursive=False)
    except FileNotFoundError:  # it was uploaded, never sent, and swept away meanwhile
        return False
    return True


def _members(archive: tarfile.TarFile) -> Iterator[Tuple[str, IO[bytes]]]:
    for member in archive:
        content = archive.extractfile(member)
        if content is None or not (member.name in {_DATABASE, _MANIFEST} or member.name.startswith(_ATTACHMENTS)):
            raise ValueError(f"unknown part {member.name}")
        yield member.name, content
