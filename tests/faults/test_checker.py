"""The checker of the fault suite finds each thing that can be wrong, and nothing where all is well."""
import dataclasses
from typing import Any, Callable, Dict, List, Tuple

import pytest

from faults.checker import check
from faults.kept import Filed, Kept, Line, Moved, Owned, Sent
from faults.record import Told

Log = List[Dict[str, Any]]
Break = Callable[[Log, Kept], Any]
FILED = "投诉已经收到，编号 **C20261128AAAAAA**。"
DECISION = "决定 1"


def whole() -> Tuple[Log, Kept]:
    """A conversation in which a complaint was filed and decided, an agent spoke, and a notice went out: all as it should be."""
    transcript = [
        Line(1, "c", 1, "customer", "我要投诉", "m1"), Line(2, "c", 2, "bot", "请确认"),
        Line(3, "c", 3, "customer", "确认提交", "m2", "choice"), Line(4, "c", 4, "bot", FILED),
        Line(5, "c", 5, "customer", "转人工", "m3"), Line(6, "c", 6, "bot", "请稍等"), Line(7, "c", 7, "agent", "您好", "desk:a1"),
        Line(8, "c", 8, "system", f"处理结果：{DECISION}"),
        Line(9, "q", 1, "customer", "手续费怎么收", "m4"), Line(10, "q", 2, "bot", "免费")]
    kept = Kept(
        conversations={"c": Owned("bot", None, 8), "q": Owned("bot", None, 2)}, messages=transcript, complaints=[Filed("C20261128AAAAAA", "c", "message:3")],
        moves=[Moved("c", "handoff_requested", None, {}), Moved("c", "conversation_taken", 1, {}), Moved("c", "conversation_returned", 1, {})],
        notices=[Sent("n", "email", "sent", "known"), Sent("n", "inbox", "sent", "chat")])
    log = [line(Told.SENT, conversation_id=each.conversation_id, client_message_id=each.client_message_id, asks=each.conversation_id == "q")
           for each in transcript if each.author == "customer"]
    log += [line(Told.ACCEPTED, conversation_id=each.conversation_id, client_message_id=each.client_message_id, sequence=each.sequence, **(
        {"text": each.text} if each.choice_id is None else {"choice_id": each.choice_id})) for each in transcript if each.author == "customer"]
    log += [line(kind, conversation_id=each.conversation_id, sequence=each.sequence, author=each.author, text=each.text)
            for kind in (Told.SHOWN, Told.READ) for each in transcript]
    said = {"conversation_id": "c", "client_message_id": "a1", "text": "您好", "agent_id": 1}
    return [*log, line(Told.CONFIRMED, number="C20261128AAAAAA", conversation_id="c"), line(Told.TOOK, conversation_id="c", agent_id=1),
            line(Told.SAYING, **said), line(Told.SAID, sequence=7, **said), line(Told.RETURNED, conversation_id="c", agent_id=1),
            line(Told.DECIDING, number="C20261128AAAAAA", words=DECISION), line(Told.DECIDED, number="C20261128AAAAAA", words=DECISION),
            line(Told.MAIL, known_by="known"), line(Told.ERROR, status=503, code="store_away", path="/webhooks/web/messages")], kept


def line(told: Told, **facts: Any) -> Dict[str, Any]:
    return {"told": told.value, "who": "chen", "at": 0, **facts}


def test_where_all_is_well_nothing_is_found():
    assert check(*whole()) == []


def change(number: int, **values: Any) -> Break:
    """Change a message of the transcript."""
    def broken(log: Log, kept: Kept) -> None:
        kept.messages[:] = [each._replace(**values) if each.id == number else each for each in kept.messages]
    return broken


def remove(told: Told) -> Break:
    return lambda log, kept: log.__setitem__(slice(None), [each for each in log if each["told"] != told.value])


def put(told: Told, **facts: Any) -> Break:
    return lambda log, kept: log.append(line(told, **facts))


def lose(number: int) -> Break:
    return lambda log, kept: kept.messages.__setitem__(slice(None), [each for each in kept.messages if each.id != number])


def add(what: str, *rows: Any) -> Break:
    return lambda log, kept: getattr(kept, what).extend(rows)


def own(owner: str, agent_id: Any) -> Break:
    return lambda log, kept: kept.conversations.update(c=Owned(owner, agent_id, 8))


def twice(told: Told) -> Break:
    return lambda log, kept: log.extend([each for each in log if each["told"] == told.value][:1])


@pytest.mark.parametrize("broken, found", [
    (lose(1), "an accepted message is in the transcript 0 times"),
    (add("messages", Line(11, "c", 9, "customer", "我要投诉", "m1")), "an accepted message is in the transcript 2 times"),
    (change(1, text="别的"), "an accepted message is not what was sent"),
    (lambda log, kept: log.reverse(), "a later message stands before an earlier one"),
    (remove(Told.SENT), "a message nobody sent"),
    (lose(2), "its transcript has gaps"),
    (lambda log, kept: kept.conversations.update(q=Owned("bot", None, 3)), "its transcript has gaps"),
    (change(9, unhandled=True), "message 1 was never answered"),
    (add("messages", Line(11, "q", 3, "bot", "免费")), "1 questions have 2 answers"),
    (change(10, author="customer"), "2 questions have 0 answers"),
    (change(2, text="别的"), "shown what is not kept"),
    (twice(Told.SHOWN), "she was shown 1"),
    (lambda log, kept: log.remove(next(each for each in log if each["told"] == "shown" and each["sequence"] == 2)), "after 1 she was shown 3"),
    (remove(Told.READ), "not all of it was read"),
    (lambda log, kept: kept.complaints.clear(), "was confirmed and exists 0 times"),
    (add("complaints", Filed("C20261128AAAAAA", "c", "message:5")), "was confirmed and exists 2 times"),
    (add("complaints", Filed("C20261128BBBBBB", "c", "message:3")), "C20261128BBBBBB was confirmed 0 times"),
    (add("complaints", Filed("C20261128BBBBBB", "c", "message:3")), "2 complaints by one message"),
    (change(3, choice_id=None), "filed by no confirmation of hers"),
    (change(6, text=FILED), "C20261128AAAAAA was confirmed 2 times"),
    (add("broken_trails", "C20261128AAAAAA: changed at 2"), "audit trail: C20261128AAAAAA: changed at 2"),
    (change(8, text="处理结果"), "was told 0 times"),
    (change(6, text=DECISION), "was told 2 times"),
    (add("notices", Sent("m", "email", "waiting", "other")), "notice m by email is waiting"),
    (add("notices", Sent("m", "email", "sent", "other")), "an e-mail never arrived: other"),
    (add("notices", Sent("n", "email", "sent", "known")), "2 notices"),
    (put(Told.MAIL, known_by="stray"), "an e-mail nobody owed: stray"),
    (own("agent", 1), "its trail leads to ('bot', None)"),
    (own("queue", None), "queue None, open requests []"),
    (lambda log, kept: kept.requests.update(c=[1, 2]), "open requests [1, 2]"),
    (add("moves", Moved("c", "conversation_taken", 2, {})), "conversation_taken by 2 while bot None had it"),
    (lambda log, kept: kept.moves.__setitem__(2, Moved("c", "conversation_returned", 2, {})), "conversation_returned by 2 while agent 1 had it"),
    (put(Told.TOOK, conversation_id="c", agent_id=2), "was told that she took c"),
    (lose(7), "her words 您好 are in the transcript 0 times"),
    (remove(Told.SAYING), "an agent's words that nobody said"),
    (put(Told.ERROR, status=500, code="internal", path="/queue"), "1 answers 500 internal from /queue"),
])
def test_what_is_wrong_is_found(broken: Break, found: str):
    log, kept = whole()
    broken(log, kept)
    assert any(found in finding for finding in check(log, kept)), check(log, kept)


def test_a_decision_without_an_answer_may_have_been_taken_or_not():
    for text in (f"处理结果：{DECISION}", "处理结果"):
        log, kept = whole()
        remove(Told.DECIDED)(log, kept)
        remove(Told.SHOWN)(log, kept)
        kept = dataclasses.replace(kept, messages=[each._replace(text=text) if each.id == 8 else each for each in kept.messages])
        assert not [finding for finding in check(log, kept) if "decision" in finding]
