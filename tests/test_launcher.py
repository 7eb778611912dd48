"""A taken port is one clear line that names the variable."""
import errno
import socket
from typing import Iterator

import pytest

from bot.__main__ import main
from bot.errors import SettingError
from bot.launcher import require_port


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return holder.getsockname()[1]


@pytest.mark.parametrize("variable, command", [
    ("CHAT_PORT", "chat"), ("CHAT_PORT", "run"), ("DESK_PORT", "desk"), ("DESK_PORT", "run")])
def test_a_taken_port_ends_the_command_with_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, taken: int, free: int,
                                                    variable: str, command: str):
    for other in ("CHAT_PORT", "DESK_PORT"):
        monkeypatch.setenv(other, str(taken if other == variable else free))
    assert main([command]) == 2
    assert capsys.readouterr().err == f"{variable}: port {taken} on 127.0.0.1 is taken\n"


def test_a_free_port_is_no_obstacle_and_stays_free(free: int):
    require_port("CHAT_PORT", free)
    require_port("CHAT_PORT", free)


def test_the_error_names_variable_and_port(taken: int):
    with pytest.raises(SettingError) as refused:
        require_port("DESK_PORT", taken)
    assert refused.value.values["variable"] == "DESK_PORT" and str(taken) in str(refused.value.values["reason"])


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid", "::ffff:192.0.2.1"])
def test_a_host_that_is_not_this_machine_is_not_called_a_taken_port(monkeypatch: pytest.MonkeyPatch, free: int, host: str):
    monkeypatch.setenv("HOST", host)
    with pytest.raises(SettingError) as refused:
        require_port("CHAT_PORT", free)
    assert refused.value.values["variable"] == "HOST" and host in str(refused.value.values["reason"])


def test_a_port_that_needs_more_rights_is_not_called_taken(monkeypatch: pytest.MonkeyPatch):
    def denied(*_: object) -> None:  # whoever runs the tests may well have the rights
        raise PermissionError(errno.EACCES, "Permission denied")
    monkeypatch.setattr(socket.socket, "bind", denied)
    with pytest.raises(SettingError) as refused:
        require_port("CHAT_PORT", 443)
    assert (refused.value.values["variable"], refused.value.values["reason"]) == ("CHAT_PORT", "port 443 needs more rights than this process has")


def test_a_port_just_left_by_a_stopped_server_can_be_taken_again(free: int):
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", free))
        server.listen()
        with socket.create_connection(("127.0.0.1", free)):
            server.accept()[0].close()  # the side that closes first keeps the port in TIME_WAIT
    require_port("CHAT_PORT", free)
