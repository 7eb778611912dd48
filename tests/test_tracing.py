"""Traces go to the collector that a setting names, and to nobody else."""
import sys

import pytest

from bot import tracing
from bot.db import Database
from bot.errors import SettingError
from tests.collector import Collector, attribute
from tests.test_metrics import running


@pytest.fixture
def collector():
    listening = Collector()
    yield listening
    listening.stop()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_workers_rounds_are_traced(database: Database, collector: Collector):
    with running("worker", OTEL_EXPORTER_OTLP_ENDPOINT=collector.url, OTEL_BSP_SCHEDULE_DELAY="200"):
        one = collector.wait_for(lambda each: each.name == "round often")
    assert len(attribute(one, "request_id")) == 32 and set(collector.services) == {"wallet-support-worker"}


def test_without_a_collector_nothing_of_the_library_is_used():
    tracing.start("chat")
    with tracing.span("turn", message_id=1):
        assert tracing.here() is None and tracing.begin("request", {}) is None


def test_a_library_that_is_missing_is_one_clear_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    with pytest.raises(SettingError, match="uv sync --frozen --extra tracing"):
        tracing.start("chat")
