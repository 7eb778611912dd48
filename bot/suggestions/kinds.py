"""The closed sets of suggestions."""
from enum import Enum


class Kind(str, Enum):
    """What somebody told us of her own accord."""

    IDEA = "idea"  # a wish or criticism of the product
    PRAISE = "praise"


class Topic(str, Enum):
    """What it is about; an agent sorts it."""

    PAYMENTS = "payments"
    TRANSFERS = "transfers"
    INTERFACE = "interface"
    FEES = "fees"
    SECURITY = "security"
    SUPPORT = "support"
    OTHER = "other"


class State(str, Enum):
    """How far a suggestion is."""

    RECEIVED = "received"
    UNDER_REVIEW = "under_review"
    ADOPTED = "adopted"
    DECLINED = "declined"
