"""Traces by OpenTelemetry to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names; without it nothing of the library is loaded.

A span has a name, ids and an error's type: no words of anybody.
"""
from contextlib import contextmanager
from typing import Any, Iterator, Mapping, MutableMapping, Optional

from bot import request_ids
from bot.errors import SettingError
from bot.settings import settings

_PATH = "/v1/traces"


class _Tracing:
    """The tracer of this process, None while nothing is traced."""

    tracer: Any = None


def start(process: str) -> None:
    """Trace from now on if a collector is named; SettingError where the library is not installed."""
    endpoint = settings().otel_exporter_otlp_endpoint.rstrip("/")
    if not endpoint:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise SettingError("setting", variable="OTEL_EXPORTER_OTLP_ENDPOINT", reason="needs OpenTelemetry: uv sync --frozen --extra tracing") from error
    provider = TracerProvider(resource=Resource.create({"service.name": f"wallet-support-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint + _PATH)))
    _Tracing.tracer = provider.get_tracer("wallet-support")


def here() -> Any:
    """What runs here, as the parent of what it leads to later."""
    if _Tracing.tracer is None:
        return None
    from opentelemetry.context import get_current
    return get_current()


@contextmanager
def span(name: str, parent: Any = None, **ids: object) -> Iterator[None]:
    """Trace what is done in it, below `parent` or what runs here."""
    if _Tracing.tracer is None:
        yield
        return
    with _Tracing.tracer.start_as_current_span(name, context=parent, attributes=_attributes(ids), record_exception=False, set_status_on_exception=False) as one:
        try:
            yield
        except BaseException as error:
            _fail(one, type(error).__name__)
            raise


def begin(name: str, headers: Mapping[str, str]) -> Any:
    """The span of a request, below the caller's if its headers name one; `end` ends it. None while nothing is traced."""
    if _Tracing.tracer is None:
        return None
    from opentelemetry.context import Context, attach
    from opentelemetry.propagate import extract
    from opentelemetry.trace import SpanKind, set_span_in_context
    above = extract({"traceparent": headers.get("traceparent", "")}, context=Context())
    one = _Tracing.tracer.start_span(name, context=above, kind=SpanKind.SERVER, attributes=_attributes({}))
    attach(set_span_in_context(one, above))
    return one


def end(one: Optional[Any], name: str, status: int) -> None:
    """End a request's span under the name that is known by now."""
    if one is None:
        return
    one.update_name(name)
    one.set_attribute("http.response.status_code", status)
    if status >= 500:
        _fail(one, str(status))
    one.end()


def name_in(headers: MutableMapping[str, str]) -> None:
    """Tell another service, in a request's headers, below what its spans belong."""
    if _Tracing.tracer is not None:
        from opentelemetry.propagate import inject
        inject(headers)


def _attributes(ids: Mapping[str, object]) -> Mapping[str, str]:
    return {"request_id": request_ids.current(), **{name: str(value) for name, value in ids.items()}}


def _fail(one: Any, kind: str) -> None:
    from opentelemetry.trace import Status, StatusCode
    one.set_status(Status(StatusCode.ERROR, kind))
