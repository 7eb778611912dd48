"""How she hears of her complaints besides the chat: what is chosen, and choosing it."""
import asyncio
import functools
import re
from typing import Any, Dict, List, Optional, Tuple

from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, look, write
from bot.complaints import reaching
from bot.conversations.models import Conversation
from bot.errors import NotAllowed, NotFound, WalletUnavailable
from bot.notices import channels, ways
from bot.notices.kinds import Channel
from bot.notices.timing import quiet_hours
from bot.notices.ways import Reach, Way
from bot.notices.wishes import wishes
from bot.settings import settings
from bot.wallet import wallet

# "Can you text me" is an order; these ask, or tell of what did not come.
_ASKING = re.compile(
    r"怎么|咋|如何|哪|什么|为啥|为何|会不会|会.{0,12}吗|有没有|[没未](?:有)?收到|收不到|^(?:how|what|why|where|which|do|does|did|is|are|will|would)\b"
    r"|\b(?:didn|haven|hasn)['’]?t\b|\b(?:i|we)(?:['’]?ve| have)? (?:never )?(?:received|got)\b", re.I)


def wanted_ways(context: Context) -> Dict[Channel, bool]:
    """The ways that a message or a pressed button turns on or off; none for a question."""
    if context.turn.pressed:
        pressed = [value.partition("_") for value in context.turn.values("way")]
        return {Channel(way): on == "on" for way, _, on in pressed}
    return {} if _ASKING.search(context.turn.text) else wishes(context.turn.text)


async def answer_about_ways(dispatcher: CollectingDispatcher, context: Context) -> None:
    """Do what she wants with the ways, or show them; an address is never taken from the chat."""
    number = (context.turn.values("complaint_number") or [None])[0]
    if not context.turn.pressed and (context.turn.values("email") or context.turn.values("phone")):
        dispatcher.utter_message(response="utter_notices_other_address", buttons=[context.button("ways", "/complaint_progress/notices")])
        return
    try:
        reaches = await _reaches(context, number)
    except WalletUnavailable:
        dispatcher.utter_message(response="utter_notices_unavailable", buttons=[context.button("ways", "/complaint_progress/notices")])
        return
    except NotFound:
        dispatcher.utter_message(response="utter_complaint_not_found", number=number)
        return
    wanted = wanted_ways(context)
    if not channels.offered():
        dispatcher.utter_message(response="utter_notices_chat_only")
    elif not reaches:
        dispatcher.utter_message(response="utter_notices_visitor", buttons=[context.button("file_complaint", "/file_complaint")])
    elif wanted:
        await _choose(dispatcher, context, reaches, wanted, number)
    else:
        await _show(dispatcher, context, reaches[0])


async def offers(context: Context, number: str) -> List[Dict[str, str]]:
    """A button for each way by which she could hear of a complaint that was just filed and does not yet."""
    try:
        reaches = await _reaches(context, number)
    except WalletUnavailable:
        return []  # an offer, no more: she can ask for it at any time
    found = await _listed(context, reaches[0]) if reaches else []
    return [_button(context, way, number) for way in found if way.available and not way.chosen]


async def _reaches(context: Context, number: Optional[str]) -> List[Reach]:
    if context.customer_id:
        return [await asyncio.to_thread(ways.signed_in, wallet(), context.conversation_id, context.customer_id)]
    return await look(context, lambda session, conversation: reaching.reaches_of_visitor(session, conversation, number))


async def _listed(context: Context, reach: Reach) -> List[Way]:
    return await look(context, lambda session, conversation: ways.listed(session, reach))


async def _show(dispatcher: CollectingDispatcher, context: Context, reach: Reach) -> None:
    found = await _listed(context, reach)
    dispatcher.utter_message(response="utter_complaint_progress/notices", ways="\n".join(_line(context, way) for way in found),
                             buttons=[_button(context, way, reach.subject) for way in found if way.available])


def _line(context: Context, way: Way) -> str:
    how = "on" if way.chosen else "off" if way.available else "unknown"
    return "- " + context.label(f"way_{how}", way=_name(context, way.channel), address=way.address or "").rstrip()


async def _choose(dispatcher: CollectingDispatcher, context: Context, reaches: List[Reach], wanted: Dict[Channel, bool], number: Optional[str]) -> None:
    done, impossible = await write(context, lambda session, conversation: _turn(session, conversation, context, reaches, wanted, number))
    on, off = ([channel for channel in done if wanted[channel] is chosen] for chosen in (True, False))
    if on:
        dispatcher.utter_message(response="utter_notices_on", ways=_and(context, [_by(context, reaches, channel) for channel in on]),
                                 night=_night(context) if Channel.SMS in on else "", buttons=[context.button("ways", "/complaint_progress/notices")])
    if off:
        dispatcher.utter_message(response="utter_notices_off", ways=_and(context, [_name(context, channel) for channel in off]),
                                 buttons=[context.button("ways", "/complaint_progress/notices")])
    for channel in impossible:
        dispatcher.utter_message(response=_why_not(context, channel), way=_name(context, channel))


def _turn(session: Any, conversation: Conversation, context: Context, reaches: List[Reach], wanted: Dict[Channel, bool],
          number: Optional[str]) -> Tuple[List[Channel], List[Channel]]:
    """Turn each way on or off wherever it can; gives the ways that could be, and those that could not anywhere."""
    done = []
    for channel, on in wanted.items():
        for reach in reaches:
            try:
                reaching.choose(session, conversation, reach, {channel: on}, now=context.now, number=number)
                done.append(channel)
            except NotAllowed:
                continue
    return list(dict.fromkeys(done)), [channel for channel in wanted if channel not in done]


def _why_not(context: Context, channel: Channel) -> str:
    if channel not in channels.offered():
        return "utter_notices_not_offered"
    return "utter_notices_not_in_wallet" if context.customer_id else "utter_notices_not_with_contact"


def _button(context: Context, way: Way, number: str) -> Dict[str, str]:
    about = f', "complaint_number": "{number}"' if number else ""
    return context.button(f"{'stop' if way.chosen else 'tell'}_by_{way.channel.value}",
                          f'/complaint_progress/notices{{"way": "{way.channel.value}_{"off" if way.chosen else "on"}"{about}}}')


def _name(context: Context, channel: Channel) -> str:
    return context.label(f"way_{channel.value}")


def _by(context: Context, reaches: List[Reach], channel: Channel) -> str:
    found = next(way for reach in reaches for way in [ways.masked(reach, channel)] if way is not None)
    return context.label(f"by_{channel.value}", address=found)


def _and(context: Context, names: List[str]) -> str:
    return functools.reduce(lambda first, second: context.label("and_joined", first=first, second=second), names)


def _night(context: Context) -> str:
    hours = quiet_hours(settings().notice_quiet_hours)
    return context.label("quiet_at_night", first=hours[0], last=hours[1]) if hours else ""
