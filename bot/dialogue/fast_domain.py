"""Whether the domain is empty is found out once.

rasa/core/processor.py:672 asks it at every message, and rasa/shared/core/domain.py:1793-1795 answers by building an empty domain and
writing out both as dictionaries: 2 % of the processor time of a turn.
"""
from rasa.shared.core.domain import Domain


def install() -> None:
    """Remember Rasa's own answer for each domain; nothing changes one once it is loaded."""
    find_out = Domain.is_empty

    def is_empty(self: Domain) -> bool:
        known = self.__dict__
        if "_is_empty" not in known:
            known["_is_empty"] = find_out(self)
        return bool(known["_is_empty"])

    Domain.is_empty = is_empty  # type: ignore[method-assign]
