"""`python -m bot complaints ...`: an operator moves complaints along."""
import argparse
import getpass
from typing import Any

from bot import formats
from bot.complaints import queries, service, verification
from bot.complaints.kinds import Outcome
from bot.complaints.models import Complaint
from bot.complaints.view import described, next_step
from bot.db import database, utc_now
from bot.errors import SettingError
from bot.language import Language
from bot.settings import settings


def add_commands(commands: Any) -> None:
    """Add `complaints list|show|reply|resolve|decide|verify|seal` to a parser."""
    complaints = commands.add_parser("complaints", help="list, show, reply, resolve, decide, verify, seal").add_subparsers(required=True, metavar="ACTION")
    listing = complaints.add_parser("list", help="the newest complaints")
    listing.add_argument("--all", action="store_true", help="closed ones too")
    listing.add_argument("--limit", type=int, default=50)
    listing.set_defaults(run=_list)
    showing = complaints.add_parser("show", help="one complaint, whole")
    showing.add_argument("number")
    showing.set_defaults(run=_show)
    for name, work, explained in (("reply", service.reply, "answer the customer"), ("resolve", service.resolve, "give the result and close")):
        command = complaints.add_parser(name, help=explained)
        command.add_argument("number")
        command.add_argument("text", help="what the customer will read")
        command.add_argument("--operator", default=getpass.getuser(), help="who does it, for the audit trail")
        command.set_defaults(run=_write, work=work)
    deciding = complaints.add_parser("decide", help="give a decision that the customer may accept or not")
    deciding.add_argument("number")
    deciding.add_argument("outcome", choices=[outcome.value for outcome in Outcome])
    deciding.add_argument("text", help="the reason the customer will read")
    deciding.add_argument("--operator", default=getpass.getuser(), help="who does it, for the audit trail")
    deciding.set_defaults(run=_write, work=service.decide)
    verifying = complaints.add_parser("verify", help="whether the audit trails are as they were written; 1 if not")
    verifying.add_argument("number", nargs="?", help="one complaint; all by default")
    verifying.set_defaults(run=_verify)
    complaints.add_parser("seal", help="sign every sound audit trail with AUDIT_KEY, after setting or changing it").set_defaults(run=_seal)


def _list(options: argparse.Namespace) -> None:
    with database().reading() as session:
        for complaint in queries.listed(session, open_only=not options.all, limit=options.limit):
            print(_line(complaint))


def _line(complaint: Complaint) -> str:
    view = next_step(queries.next_deadline(complaint), Language.ZH)
    return f"{complaint.number}  {complaint.status:<13} {complaint.category:<24} {view}"


def _show(options: argparse.Namespace) -> None:
    with database().reading() as session:
        complaint = queries.by_number(session, options.number.upper())
        view = described(complaint, Language(complaint.locale))
        print(_line(complaint))
        print(f"customer {complaint.customer_id or '-'}  contact {complaint.contact or '-'}  conversation {complaint.conversation_id}")
        if complaint.amount is not None:
            print(f"{formats.amount(complaint.amount, complaint.currency or 'CNY')}  transaction {complaint.transaction_id or '-'}")
        print(f"wants {complaint.remedy} {complaint.remedy_words or ''}\n\n{complaint.description}\n")
        for attachment in queries.attachments(session, complaint):
            print(f"attachment {attachment.id}  {attachment.media_type}  {attachment.size:,} bytes  {attachment.name}")
        for step in view.timeline:
            print(f"{step.when}  {step.label}" + (f": {step.words}" if step.words else ""))


def _write(options: argparse.Namespace) -> None:
    given = {"outcome": Outcome(options.outcome)} if "outcome" in options else {}
    with database().transaction() as session:
        complaint = options.work(session, options.number.upper(), options.text, operator=options.operator, now=utc_now(), **given)
        print(_line(complaint))


def _verify(options: argparse.Namespace) -> int:
    trails = rows = wrong = 0
    with database().reading() as session:
        number = queries.by_number(session, options.number.upper()).number if options.number else None
        for complaint, problems in verification.verify(session, number):
            trails, rows, wrong = trails + 1, rows + len(complaint.events), wrong + len(problems)
            for problem in problems:
                print(f"{problem.number}  {problem.wrong}" + (f"  row {problem.sequence}" if problem.sequence else ""))
    print(f"{trails} trails, {rows} rows: " + (f"{wrong} problems" if wrong else "nothing is wrong"))
    return 1 if wrong else 0


def _seal(options: argparse.Namespace) -> int:
    if not settings().audit_key:
        raise SettingError("setting", variable="AUDIT_KEY", reason="is needed to sign the audit trails")
    with database().transaction() as session:
        print(f"{verification.seal_all(session)} trails signed")
    return 0
