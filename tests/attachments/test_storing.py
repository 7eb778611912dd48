"""The same store on a folder and on a real S3 server."""
import os
import stat
from pathlib import Path
from typing import Iterator

import boto3
import pytest
from moto.server import ThreadedMotoServer

from bot.attachments import storing
from bot.errors import SettingError, StoreUnavailable
from bot.settings import settings


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def use(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name.upper(), value)
    settings.cache_clear()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "folder":
        use(monkeypatch, attachments=str(tmp_path / "deep" / "attachments"))
        return request.param
    address = request.getfixturevalue("s3")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    boto3.client("s3", endpoint_url=address).create_bucket(Bucket="wallet")
    use(monkeypatch, attachments="s3://wallet/support/attachments", s3_endpoint_url=address)
    return request.param


def test_what_is_written_is_read_and_gone_when_removed(store: str):
    storing.prepare()
    storing.write("a1", b"one")
    storing.write("a2", b"two")
    assert (storing.read("a1"), storing.read("a2")) == (b"one", b"two")
    storing.remove("a1")
    storing.remove("a1")
    with pytest.raises(StoreUnavailable):
        storing.read("a1")
    assert storing.read("a2") == b"two"


def test_no_copy_of_what_went_to_s3_stays_on_this_machine(s3: str, store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    if store == "s3":
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        monkeypatch.setattr("tempfile.tempdir", None)
        storing._place.cache_clear()
        storing.write("a3", b"secret")
        assert storing.read("a3") == b"secret"
        found = boto3.client("s3", endpoint_url=s3).get_object(Bucket="wallet", Key="support/attachments/a3")
        assert found["Body"].read() == b"secret"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_folder_is_for_this_service_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    use(monkeypatch, attachments=str(tmp_path / "attachments"))
    storing.prepare()
    assert stat.S_IMODE(os.stat(tmp_path / "attachments").st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_named_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").write_text("x")
    use(monkeypatch, attachments=str(tmp_path / "file" / "attachments"))
    with pytest.raises(SettingError) as refused:
        storing.prepare()
    assert refused.value.values["variable"] == "ATTACHMENTS"


def test_a_store_that_does_not_answer_is_said_to_be_away(monkeypatch: pytest.MonkeyPatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    use(monkeypatch, attachments="s3://wallet/x", s3_endpoint_url="http://127.0.0.1:9")
    for work in (lambda: storing.write("a", b"x"), lambda: storing.read("a"), lambda: storing.remove("a")):
        with pytest.raises(StoreUnavailable):
            work()
