"""Who speaks is known for as long as her turn lasts and writes nothing."""
import asyncio

from bot.conversations import speaker
from bot.conversations.models import Conversation

CHEN, LI = Conversation(id="c1", customer_id="chen", locale="zh"), Conversation(id="c2", customer_id="li", locale="zh")


def test_a_conversation_is_known_in_its_turn_alone():
    assert speaker.known("c1") is None
    with speaker.turn_of(CHEN):
        assert speaker.known("c1") is CHEN and speaker.known("c2") is None
    assert speaker.known("c1") is None


def test_what_a_turn_wrote_is_read_again():
    with speaker.turn_of(CHEN):
        speaker.forget()
        assert speaker.known("c1") is None
    speaker.forget()  # outside of a turn there is nothing to forget
    with speaker.turn_of(CHEN):
        assert speaker.known("c1") is CHEN


async def test_turns_that_run_side_by_side_know_their_own():
    async def turn(conversation: Conversation, other: str, forgets: bool) -> None:
        with speaker.turn_of(conversation):
            await asyncio.sleep(0.01)
            assert speaker.known(conversation.id) is conversation and speaker.known(other) is None
            if forgets:
                await asyncio.to_thread(speaker.forget)
            await asyncio.sleep(0.02)
            assert (speaker.known(conversation.id) is None) == forgets

    await asyncio.gather(turn(CHEN, "c2", True), turn(LI, "c1", False))
