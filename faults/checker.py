"""Holds what clients were told against what the database holds: nothing lost, nothing twice. Pure."""
from collections import Counter, defaultdict
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Set, Tuple

from faults.kept import Kept, Line
from faults.record import Told

Lines = Sequence[Dict[str, Any]]
Findings = Iterator[str]
_FILED = "投诉已经收到"
_CLEAR = {503, 507}  # what may be answered while something is away
_STEPS: Dict[str, Tuple[Set[str], str]] = {  # an event of the trail: from which owners, to which
    "handoff_requested": ({"bot"}, "queue"), "conversation_taken": ({"queue"}, "agent"), "conversation_returned": ({"agent"}, "bot"),
    "conversation_lost": ({"agent"}, "queue"), "handoff_left": ({"queue", "agent"}, "bot"), "conversation_transferred": ({"agent"}, "queue"),
    "conversation_taken_over": ({"bot", "agent"}, "agent"), "handoff_answered": ({"queue", "agent"}, "bot")}


def check(lines: Lines, kept: Kept) -> List[str]:
    """Everything that is wrong, each in one line; empty where all is well."""
    checks: Sequence[Callable[[Lines, Kept], Findings]] = (
        accepted_messages, transcripts, answers, what_was_shown, complaints, audit_chains, decisions, notices, owners, what_agents_said, errors)
    return [finding for each in checks for finding in each(lines, kept)]


def accepted_messages(lines: Lines, kept: Kept) -> Findings:
    """Every message answered 202 is in the transcript once, where the client was told, and in the order she sent them."""
    stored = defaultdict(list)
    for line in kept.messages:
        if line.author == "customer":
            stored[line.conversation_id, line.client_message_id].append(line)
    last: Dict[str, int] = {}
    for told in _of(lines, Told.ACCEPTED):
        found = stored[told["conversation_id"], told["client_message_id"]]
        if len(found) != 1:
            yield f"{told['who']}: an accepted message is in the transcript {len(found)} times: {told['client_message_id']}"
        elif found[0].sequence != told["sequence"] or ("text" in told and found[0].text != told["text"]):
            yield f"{told['who']}: an accepted message is not what was sent, or not where she was told: {told} {found[0]}"
        if told["sequence"] <= last.get(told["conversation_id"], 0):
            yield f"{told['who']}: a later message stands before an earlier one: {told['sequence']}"
        last[told["conversation_id"]] = told["sequence"]
    sent = {(told["conversation_id"], told["client_message_id"]) for told in _of(lines, Told.SENT)}
    yield from (f"a message nobody sent: {key}" for key in stored if key not in sent and stored[key])


def transcripts(lines: Lines, kept: Kept) -> Findings:
    """Every transcript counts from one without a gap, to where its conversation says."""
    for conversation_id, told in _by_conversation(kept).items():
        sequences = [line.sequence for line in told]
        if sequences != list(range(1, len(told) + 1)) or kept.conversations[conversation_id].last_sequence != len(told):
            yield f"conversation {conversation_id}: its transcript has gaps or says another end"


def answers(lines: Lines, kept: Kept) -> Findings:
    """No message still waits; who only asked what the bot knows has one answer to each."""
    yield from (f"conversation {line.conversation_id}: message {line.sequence} was never answered" for line in kept.messages if line.unhandled)
    other = {told["conversation_id"] for told in _of(lines, Told.SENT) if not told.get("asks")}
    askers = {told["conversation_id"] for told in _of(lines, Told.SENT)} - other
    for conversation_id, told in _by_conversation(kept).items():
        authors = Counter(line.author == "customer" for line in told)
        if conversation_id in askers and authors[True] != authors[False]:
            yield f"conversation {conversation_id}: {authors[True]} questions have {authors[False]} answers"


def what_was_shown(lines: Lines, kept: Kept) -> Findings:
    """Streams showed each message once, in order and without a gap; what was shown or read is what is kept, to the last."""
    known = {(line.conversation_id, line.sequence): line for line in kept.messages}
    for kind in (Told.SHOWN, Told.READ):
        last: Dict[str, int] = defaultdict(int)
        for told in _of(lines, kind):
            line = known.get((told["conversation_id"], told["sequence"]))
            if line is None or (line.author, line.text) != (told["author"], told["text"]):
                yield f"{told['who']}: {kind.value} what is not kept: {told['sequence']} {told['text'][:40]}"
            if told["sequence"] != last[told["conversation_id"]] + 1:
                yield f"{told['who']}: after {last[told['conversation_id']]} she was {kind.value} {told['sequence']}"
            last[told["conversation_id"]] = told["sequence"]
        if kind is Told.READ:
            ends = {conversation_id: owned.last_sequence for conversation_id, owned in kept.conversations.items() if owned.last_sequence}
            yield from (f"conversation {each}: not all of it was read at the end" for each in ends if ends[each] != last[each])


def complaints(lines: Lines, kept: Kept) -> Findings:
    """Every complaint confirmed to a customer exists once, none exists that was not confirmed, each by a message of its own."""
    numbers = Counter(filed.number for filed in kept.complaints)
    yield from (f"{told['who']}: complaint {told['number']} was confirmed and exists {numbers[told['number']]} times"
                for told in _of(lines, Told.CONFIRMED) if numbers[told["number"]] != 1)
    messages = {f"message:{line.id}": line for line in kept.messages if line.author == "customer"}
    told_of = _by_conversation(kept)
    for filed in kept.complaints:
        said = sum(line.author == "bot" and _FILED in line.text and filed.number in line.text for line in told_of.get(filed.conversation_id, ()))
        if said != 1:
            yield f"complaint {filed.number} was confirmed {said} times"
        by = messages.get(filed.filed_by)
        if by is None or by.conversation_id != filed.conversation_id or by.choice_id is None:
            yield f"complaint {filed.number} was filed by no confirmation of hers: {filed.filed_by}"
    yield from (f"{count} complaints by one message: {key}" for key, count in Counter(filed.filed_by for filed in kept.complaints).items() if count > 1)


def audit_chains(lines: Lines, kept: Kept) -> Findings:
    """Every audit chain verifies."""
    yield from (f"audit trail: {wrong}" for wrong in kept.broken_trails)


def decisions(lines: Lines, kept: Kept) -> Findings:
    """A decision that was answered 200 is told to the customer once; one without an answer once or never."""
    decided = {told["words"] for told in _of(lines, Told.DECIDED)}
    where = {filed.number: filed.conversation_id for filed in kept.complaints}
    told_of = _by_conversation(kept)
    for told in _of(lines, Told.DECIDING):
        times = sum(told["words"] in line.text for line in told_of.get(where.get(told["number"], ""), ()))
        if times > 1 or (times == 0 and told["words"] in decided):
            yield f"{told['who']}: the decision about {told['number']} was told {times} times"


def notices(lines: Lines, kept: Kept) -> Findings:
    """Every notice went out by its way: e-mails reached the server at least once, under the id they are known by; no other did."""
    yield from (f"notice {sent.key} by {sent.channel} is {sent.state}" for sent in kept.notices if sent.state != "sent")
    yield from (f"{count} notices {key}" for key, count in Counter((sent.key, sent.channel) for sent in kept.notices).items() if count > 1)
    arrived = {told["known_by"] for told in _of(lines, Told.MAIL)}
    owed = {sent.known_by for sent in kept.notices if sent.channel == "email"}
    yield from (f"an e-mail never arrived: {known_by}" for known_by in sorted(owed - arrived))
    yield from (f"an e-mail nobody owed: {known_by}" for known_by in sorted(arrived - owed))


def owners(lines: Lines, kept: Kept) -> Findings:
    """Every conversation has one owner now, and had one at every moment of the desk's trail."""
    for conversation_id, owned in kept.conversations.items():
        open_ones = kept.requests.get(conversation_id, [])
        fits = {"bot": open_ones == [], "queue": len(open_ones) == 1, "agent": open_ones == [owned.agent_id]}  # a lost one's request keeps who had it
        if not fits[owned.owner] or (owned.owner == "agent") != (owned.agent_id is not None):
            yield f"conversation {conversation_id}: {owned.owner} {owned.agent_id}, open requests {open_ones}"
    now: Dict[str, Tuple[str, Optional[int]]] = defaultdict(lambda: ("bot", None))
    for move in kept.moves:
        if move.kind not in _STEPS:
            continue
        (owner, agent_id), (before, after) = now[move.conversation_id], _STEPS[move.kind]
        leaves = move.kind in {"conversation_returned", "conversation_transferred"}
        if owner not in before or (leaves and agent_id != move.agent_id):
            yield f"conversation {move.conversation_id}: {move.kind} by {move.agent_id} while {owner} {agent_id} had it"
        now[move.conversation_id] = (after, move.agent_id if after == "agent" else None)
    for conversation_id, owned in kept.conversations.items():
        if now[conversation_id] != (owned.owner, owned.agent_id):
            yield f"conversation {conversation_id}: its trail leads to {now[conversation_id]}, it is {owned.owner} {owned.agent_id}"
    done = {(move.conversation_id, move.kind, move.agent_id) for move in kept.moves}
    for told, kind in ((Told.TOOK, "conversation_taken"), (Told.RETURNED, "conversation_returned")):
        yield from (f"{line['who']} was told that she {told.value} {line['conversation_id']}, the trail does not know of it"
                    for line in _of(lines, told) if (line["conversation_id"], kind, line["agent_id"]) not in done)


def what_agents_said(lines: Lines, kept: Kept) -> Findings:
    """An agent's words are in the transcript once, where she was told; none are there that she did not say."""
    stored: Dict[Tuple[str, str], List[Line]] = defaultdict(list)
    for line in kept.messages:
        if line.author == "agent":
            stored[line.conversation_id, (line.client_message_id or "").removeprefix("desk:")].append(line)
    for told in _of(lines, Told.SAID):
        found = stored[told["conversation_id"], told["client_message_id"]]
        if len(found) != 1 or (found[0].sequence, found[0].text) != (told["sequence"], told["text"]):
            yield f"{told['who']}: her words {told['text']} are in the transcript {len(found)} times, or elsewhere"
    saying = {(told["conversation_id"], told["client_message_id"]) for told in _of(lines, Told.SAYING)}
    yield from (f"an agent's words that nobody said: {key}" for key in stored if stored[key] and key not in saying)


def errors(lines: Lines, kept: Kept) -> Findings:
    """While something is away, who asks is told so: 503 or 507, never 500."""
    for (status, code, path), count in Counter((told["status"], told["code"], told["path"].partition("?")[0]) for told in _of(lines, Told.ERROR)).items():
        if status not in _CLEAR:
            yield f"{count} answers {status} {code} from {path}"


def _of(lines: Lines, told: Told) -> Iterator[Dict[str, Any]]:
    return (line for line in lines if line["told"] == told.value)


def _by_conversation(kept: Kept) -> Dict[str, List[Line]]:
    found: Dict[str, List[Line]] = defaultdict(list)
    for line in kept.messages:
        found[line.conversation_id].append(line)
    return found
