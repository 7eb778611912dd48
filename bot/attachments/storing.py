"""Where the bytes are: a folder or an S3-compatible store, under random names."""
import logging
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Iterator

from bot.errors import SettingError, StoreUnavailable
from bot.settings import settings

logger = logging.getLogger(__name__)


def prepare() -> None:
    """Make the folder if it is one; SettingError where that cannot be done."""
    _place(settings().attachments, settings().s3_endpoint_url)


def write(name: str, content: bytes) -> None:
    """Keep the bytes under a name; StoreUnavailable where the store does not take them."""
    with _asking() as place:
        (place / name).write_bytes(content)


def read(name: str) -> bytes:
    """The bytes under a name; StoreUnavailable where the store does not give them."""
    with _asking() as place:
        return (place / name).read_bytes()


def remove(name: str) -> None:
    """Delete what is under a name; nothing there is as good as deleted."""
    with _asking() as place:
        (place / name).unlink(missing_ok=True)


@contextmanager
def _asking() -> Iterator[Any]:
    try:
        yield _place(settings().attachments, settings().s3_endpoint_url)
    except Exception as error:  # each store has its own errors; the customer can do the same about all
        logger.exception("the store of attachments failed")
        raise StoreUnavailable() from error


@lru_cache(maxsize=None)
def _place(where: str, endpoint: str) -> Any:
    if where.startswith("s3://"):
        return _bucket(where, endpoint)
    folder = Path(where)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError("setting", variable="ATTACHMENTS", reason=str(error)) from error
    return folder


def _bucket(where: str, endpoint: str) -> Any:
    import boto3  # takes a second, and most have a folder
    from botocore.config import Config
    from botocore.session import Session
    from cloudpathlib import S3Client
    from cloudpathlib.enums import FileCacheMode

    session = Session()
    session.set_default_client_config(Config(connect_timeout=5, read_timeout=20, retries={"max_attempts": 2}))
    client = S3Client(boto3_session=boto3.Session(botocore_session=session), endpoint_url=endpoint or None,
                      file_cache_mode=FileCacheMode.close_file)  # no customer's picture stays in a cache on this machine
    return client.CloudPath(where)
