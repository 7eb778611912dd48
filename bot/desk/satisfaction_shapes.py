"""How ratings, follow-ups and suggestions look in the desk API."""
from datetime import datetime
from typing import Any, Dict, Optional

from bot.agents.models import Agent
from bot.formats import masked
from bot.satisfaction.figures import Figures, Summary
from bot.satisfaction.models import FollowUp, Rating
from bot.settings import settings
from bot.suggestions.models import Reward, Suggestion


def rating_shape(rating: Rating) -> Dict[str, Any]:
    """A question and what the customer answered; `stars` is null where she did not."""
    return {"id": rating.id, "about": rating.about.value, "stars": rating.stars, "comment": rating.comment, "category": rating.category,
            "complaint": rating.complaint.number if rating.complaint else None, "conversation_id": rating.conversation_id,
            "agent": _named(rating.agent), "asked_at": _moment(rating.asked_at), "rated_at": _moment(rating.rated_at),
            "changed_at": _moment(rating.changed_at)}


def summary_shape(found: Summary) -> Dict[str, Any]:
    """The figures of a period, whole and split."""
    zone = settings().zone
    return {**_figures(found.total), "distribution": {str(stars): count for stars, count in found.distribution.items()},
            "weeks": [{"week": start.astimezone(zone).date().isoformat(), **_figures(figures)} for start, figures in found.weeks],
            "agents": [{"agent": {"id": agent_id, "name": name} if agent_id else None, **_figures(figures)} for agent_id, name, figures in found.agents],
            "categories": [{"category": category, **_figures(figures)} for category, figures in found.categories]}


def follow_up_row(follow_up: FollowUp) -> Dict[str, Any]:
    """A follow-up in a list."""
    rating, complaint = follow_up.rating, follow_up.complaint
    return {"id": follow_up.id, "kind": follow_up.kind, "state": follow_up.state, "due_at": _moment(follow_up.due_at),
            "complaint": complaint.number if complaint else None, "conversation_id": follow_up.conversation_id,
            "customer": _customer(follow_up.conversation.customer_id),
            "contact": masked(complaint.contact) if complaint and complaint.contact else None, "agent": _named(follow_up.agent),
            "rating": {"stars": rating.stars, "comment": rating.comment} if rating and rating.stars else None,
            "outcome": follow_up.outcome, "words": follow_up.words, "created_at": _moment(follow_up.created_at), "done_at": _moment(follow_up.done_at)}


def follow_up_whole(follow_up: FollowUp) -> Dict[str, Any]:
    """One with the contact in full, for whoever is to call."""
    return {**follow_up_row(follow_up), "contact": follow_up.complaint.contact if follow_up.complaint else None}


def suggestion_shape(suggestion: Suggestion) -> Dict[str, Any]:
    """A suggestion with its rewards."""
    return {**{name: getattr(suggestion, name) for name in ("number", "kind", "topic", "state", "text", "locale", "answer", "version", "conversation_id")},
            "customer": _customer(suggestion.customer_id), "agent": _named(suggestion.agent), "created_at": _moment(suggestion.created_at),
            "changed_at": _moment(suggestion.changed_at), "rewards": [_reward(reward) for reward in suggestion.rewards]}


def _reward(reward: Reward) -> Dict[str, Any]:
    return {"id": reward.id, "amount": f"{reward.amount:.2f}", "currency": reward.currency, "reason": reward.reason, "state": reward.state,
            "proposed_by": reward.proposed_by, "approved_by": reward.approved_by, "attempts": reward.attempts, "last_error": reward.last_error,
            "created_at": _moment(reward.created_at), "settled_at": _moment(reward.settled_at)}


def _figures(figures: Figures) -> Dict[str, Any]:
    return {"asked": figures.asked, "rated": figures.rated, "average": _rounded(figures.mean), "low": figures.low,
            "low_share": _rounded(figures.low_share), "response_rate": _rounded(figures.response_rate)}


def _rounded(value: Optional[float]) -> Optional[float]:
    return None if value is None else round(value, 3)


def _customer(customer_id: Optional[str]) -> Optional[Dict[str, str]]:
    return {"id": customer_id, "name": ""} if customer_id else None  # `with_names` fills it in


def _named(agent: Optional[Agent]) -> Optional[Dict[str, Any]]:
    return {"id": agent.id, "name": agent.name} if agent else None


def _moment(at: Optional[datetime]) -> Optional[str]:
    return at.isoformat() if at else None
