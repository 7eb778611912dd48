"""The closed sets of a complaint's life."""
from enum import Enum


class Category(str, Enum):
    """What a complaint is about; where an intent exists for it, the name is the intent's."""

    FAILED_PAYMENT = "failed_payment"
    UNRECOGNISED_DEDUCTION = "unrecognised_deduction"
    DUPLICATE_CHARGE = "duplicate_charge"
    MONEY_NOT_ARRIVED = "money_not_arrived"
    TOPUP_PROBLEM = "topup_problem"
    WITHDRAWAL_PROBLEM = "withdrawal_problem"
    REFUND_STATUS = "refund_status"
    ACCOUNT_FREEZE = "account_freeze"
    ACCOUNT_COMPROMISED = "account_compromised"
    FRAUD = "fraud"
    PRIVACY_CONCERN = "privacy_concern"
    SLOW_SUPPORT = "slow_support"
    OTHER = "other"

    @property
    def about_money(self) -> bool:
        """Whether a transaction, a sum and a time belong to it."""
        return self not in {Category.ACCOUNT_FREEZE, Category.PRIVACY_CONCERN, Category.SLOW_SUPPORT,
                            Category.OTHER}


class Remedy(str, Enum):
    """What the customer wants done."""

    REFUND = "refund"
    EXPLANATION = "explanation"
    CORRECTION = "correction"
    APOLOGY = "apology"
    OTHER = "other"


class Status(str, Enum):
    """How far a complaint is."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATING = "investigating"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes the customer something."""
        return self not in {Status.RESOLVED, Status.WITHDRAWN}


class Deadline(str, Enum):
    """The clocks of a complaint."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_REPLY = "first_reply"
    FINAL_REPLY = "final_reply"


class DeadlineState(str, Enum):
    """Whether a clock still runs, was met, or ran out."""

    PENDING = "pending"
    MET = "met"
    BREACHED = "breached"
    VOID = "void"  # the customer withdrew: nothing is owed


class Event(str, Enum):
    """What can happen to a complaint; written to its audit trail, in the past tense."""

    FILED = "complaint_filed"
    ACKNOWLEDGED = "complaint_acknowledged"
    REPLIED = "complaint_replied"
    SUPPLEMENTED = "complaint_supplemented"
    RESOLVED = "complaint_resolved"
    WITHDRAWN = "complaint_withdrawn"
    REOPENED = "complaint_reopened"
    DEADLINE_BREACHED = "deadline_breached"


class Actor(str, Enum):
    """Who did it."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    SYSTEM = "system"
