"""The closed sets of a complaint's life."""
from enum import Enum, IntEnum


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
    REVIEW = "review"  # written elsewhere: nobody files it in the chat

    @property
    def about_money(self) -> bool:
        """Whether a transaction, a sum and a time belong to it."""
        return self not in {Category.ACCOUNT_FREEZE, Category.PRIVACY_CONCERN, Category.SLOW_SUPPORT,
                            Category.OTHER, Category.REVIEW}


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
    WAITING = "waiting"  # for the customer; no clock stops for it
    DECIDED = "decided"  # and not yet accepted by the customer
    RESOLVED = "resolved"  # the customer agrees
    CLOSED = "closed"  # the time for reopening has run out
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes the customer a result."""
        return self not in {Status.DECIDED, Status.RESOLVED, Status.CLOSED, Status.WITHDRAWN}


class Outcome(str, Enum):
    """What was decided (DISP 1.6.2: accept, offer redress, or reject with reasons)."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


class Priority(IntEnum):
    """What to work on first; the smaller number comes first in every list."""

    URGENT = 0
    HIGH = 1
    NORMAL = 2
    LOW = 3


class Deadline(str, Enum):
    """The clocks of a complaint."""

    ACKNOWLEDGE = "acknowledge"
    FIRST_REPLY = "first_reply"
    FINAL_REPLY = "final_reply"
    EXTENSION = "extension"  # in the place of the final reply's, once approved


class DeadlineState(str, Enum):
    """Whether a clock still runs, was met, or ran out."""

    PENDING = "pending"
    MET = "met"
    BREACHED = "breached"
    VOID = "void"  # the customer withdrew: nothing is owed
    EXTENDED = "extended"  # another moment was approved and told in time


class Alert(str, Enum):
    """What the desk is told of a clock, once each."""

    WARNED_50 = "warned_50"
    WARNED_80 = "warned_80"
    BREACHED = "breached"
    ESCALATED_TEAM = "escalated_team"
    ESCALATED_SUPERVISOR = "escalated_supervisor"


class Event(str, Enum):
    """What can happen to a complaint; written to its audit trail, in the past tense."""

    FILED = "complaint_filed"
    ACKNOWLEDGED = "complaint_acknowledged"
    ASSIGNED = "complaint_assigned"
    TAKEN_UP = "complaint_taken_up"
    REPLIED = "complaint_replied"
    ASKED = "customer_asked"
    SUPPLEMENTED = "complaint_supplemented"
    NOTED = "note_added"
    EVIDENCE_ADDED = "evidence_added"
    EXTENSION_PROPOSED = "extension_proposed"
    EXTENDED = "complaint_extended"
    EXTENSION_DECLINED = "extension_declined"
    DECIDED = "complaint_decided"
    RESOLVED = "complaint_resolved"
    CLOSED = "complaint_closed"
    WITHDRAWN = "complaint_withdrawn"
    REOPENED = "complaint_reopened"
    DEADLINE_BREACHED = "deadline_breached"
    COMPENSATION_PROPOSED = "compensation_proposed"
    COMPENSATION_APPROVED = "compensation_approved"
    COMPENSATION_DECLINED = "compensation_declined"
    COMPENSATION_SENT = "compensation_sent"
    COMPENSATION_PAID = "compensation_paid"
    COMPENSATION_REFUSED = "compensation_refused"
    COMPENSATION_UNKNOWN = "compensation_unknown"
    REVIEW_REPLY_DRAFTED = "review_reply_drafted"
    REVIEW_SOLUTION_OFFERED = "review_solution_offered"
    REVIEW_FOLLOWED_UP = "review_followed_up"
    WORDS_ERASED = "words_erased"

    @property
    def is_public(self) -> bool:
        """Whether the customer reads of it in her timeline."""
        return self in _PUBLIC


_PUBLIC = frozenset({
    Event.FILED, Event.ACKNOWLEDGED, Event.ASSIGNED, Event.TAKEN_UP, Event.REPLIED, Event.ASKED, Event.SUPPLEMENTED, Event.EXTENDED,
    Event.DECIDED, Event.RESOLVED, Event.CLOSED, Event.WITHDRAWN, Event.REOPENED, Event.DEADLINE_BREACHED, Event.COMPENSATION_PAID})


class Actor(str, Enum):
    """Who did it."""

    CUSTOMER = "customer"
    OPERATOR = "operator"
    SYSTEM = "system"
