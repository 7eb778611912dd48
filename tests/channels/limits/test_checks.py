"""Each check counts for whom it says, by the limit it says."""
from types import SimpleNamespace
from typing import Any, Awaitable, Callable

import pytest

from bot.channels.limits.checks import check_attachment, check_reading, check_renewal, check_urgent
from bot.channels.limits.counter import Counter
from bot.errors import TooManyTries


def request_of(conversation_id: str, counter: Counter) -> Any:
    return SimpleNamespace(ctx=SimpleNamespace(conversation=SimpleNamespace(id=conversation_id)), app=SimpleNamespace(ctx=SimpleNamespace(counter=counter)))


async def _renewal(request: Any) -> None:
    await check_renewal(request, request.ctx.conversation.id)


@pytest.mark.parametrize("check, variable", [
    (check_reading, "LIMIT_REQUESTS_PER_CONVERSATION"), (_renewal, "LIMIT_SESSIONS_PER_CUSTOMER"),
    (check_attachment, "LIMIT_ATTACHMENTS_PER_CONVERSATION"), (check_urgent, "LIMIT_URGENT_PER_CONVERSATION"),
])
async def test_one_conversation_is_refused_beyond_its_limit_and_another_is_not(
        monkeypatch: pytest.MonkeyPatch, check: Callable[[Any], Awaitable[None]], variable: str):
    monkeypatch.setenv(variable, "2/minute")
    counter = Counter("memory://")
    await check(request_of("a", counter))
    await check(request_of("a", counter))
    with pytest.raises(TooManyTries) as refused:
        await check(request_of("a", counter))
    assert refused.value.code == "too_many_requests" and 1 <= int(str(refused.value.values["retry_after"])) <= 60
    await check(request_of("b", counter))
