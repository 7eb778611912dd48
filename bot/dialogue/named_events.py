"""In a structured log Rasa's events are told by their names alone.

rasa/utils/log_utils.py:72-160 renders every value an event brings (messages, slots, entities) into the line; those are
customers' words.
"""
from typing import Any, Dict, MutableMapping, Text, Tuple

import structlog


def install(level: int) -> None:
    """Log from now on the names of Rasa's events of this level and above, and their errors."""
    structlog.configure(processors=[structlog.stdlib.filter_by_level, structlog.dev.set_exc_info, name_alone],
                        logger_factory=structlog.stdlib.LoggerFactory(), wrapper_class=structlog.make_filtering_bound_logger(level),
                        cache_logger_on_first_use=True)


def name_alone(logger: Any, method: Text, event: MutableMapping[Text, Any]) -> Tuple[Tuple[Text], Dict[Text, Any]]:
    """What goes on to the standard library's logger: the event's name, and the error if there was one."""
    return (str(event["event"]),), {"exc_info": event["exc_info"]} if event.get("exc_info") else {}
