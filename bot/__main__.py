"""python -m bot COMMAND: everything this product runs. Each command imports only what it needs."""
import argparse
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import List, Optional

from bot import logs
from bot.errors import SettingError, SupportError
from bot.settings import settings


def main(arguments: Optional[List[str]] = None) -> int:
    """Run one command; 0 when it went well, 2 with one clear line when a setting is wrong or the database was not migrated."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")  # else Rasa reports its use to its maker
    options = _parser().parse_args(arguments)
    try:
        logs.configure(settings().log_format, getattr(options, "process", "command"))
        _quieten()
        return options.run(options) or 0
    except SettingError as error:
        print(f"{error.values['variable']}: {error.values['reason']}", file=sys.stderr)
    except SupportError as error:
        print(f"{error.code}: {error.values}", file=sys.stderr)
    except Exception as error:
        if not _lacks_schema(error):
            raise
        print("DATABASE_URL: this database lacks tables or columns; run python -m bot migrate", file=sys.stderr)
    return 2


def _lacks_schema(error: Exception) -> bool:
    # By its words: a command that needs no database does not load what its error classes come from.
    missing = ("no such table", "no such column", "UndefinedTable", "UndefinedColumn")
    return type(error).__module__ == "sqlalchemy.exc" and any(words in str(error) for words in missing)


def _quieten() -> None:
    """Leave out what libraries tell their own developers at every start."""
    for name in ("alembic.runtime.plugins", "rasa_sdk.executor"):
        logging.getLogger(name).setLevel(logging.WARNING)
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.simplefilter("ignore", PendingDeprecationWarning)
    warnings.filterwarnings("ignore", message="Slot auto-fill has been removed")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, run: object, explained: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=explained, description=explained)
        command.set_defaults(run=run, process=name)
        return command

    add("run", _run, "chat, desk and worker together; Ctrl-C ends all")
    add("chat", _chat, "the customer API with the bot")
    add("desk", _desk, "the agents' desk")
    add("worker", _worker, "deadlines, and everything else that runs by the clock")
    add("migrate", _migrate, "bring the database to the newest schema")
    add("seed", _seed, "demo customers for the sandbox wallet and, in demo mode, agents for the desk")
    train = add("train", _train, "train the model if the training data, domain or pipeline changed")
    train.add_argument("--force", action="store_true", help="train even if nothing changed")
    evaluate = add("evaluate", _evaluate, "measure understanding on lines of text<TAB>intent")
    evaluate.add_argument("file", help="a file of lines text<TAB>intent")
    evaluate.add_argument("--json", action="store_true", help="print the figures for machines")
    evaluate.add_argument("--model", help="a model archive; the newest by default")
    review = add("review", _review, "write the messages the bot was unsure of into a file for labelling")
    review.add_argument("file", help="where to write lines of mark, text, intent")
    review.add_argument("--below", type=float, default=0.7, help="messages read with less confidence than this (0 to 1)")
    learn = add("learn", _learn, "add the approved lines of a labelled file, train, and show the development set before and after")
    learn.add_argument("file", help="a file that `review` wrote, the right lines marked with x")
    _add_operators(commands)
    return parser


def _add_operators(commands: object) -> None:
    from bot.agents import cli as agents
    from bot.attachments import cli as attachments
    from bot.backups import cli as backups
    from bot.complaints import cli as complaints
    from bot.complaints import review_import as reviews
    from bot.conversations import cli as handoffs
    from bot.notices import cli as notices
    from bot.webhooks import cli as webhooks

    complaints.add_commands(commands)
    reviews.add_commands(commands)
    handoffs.add_commands(commands)
    attachments.add_commands(commands)
    backups.add_commands(commands)
    agents.add_commands(commands)
    webhooks.add_commands(commands)
    notices.add_commands(commands)


def _run(options: argparse.Namespace) -> int:
    from bot.launcher import run_all
    return run_all()


def _chat(options: argparse.Namespace) -> None:
    from bot.launcher import require_port
    require_port("CHAT_PORT", settings().chat_port)
    _require_metrics_port()
    from bot.dialogue import without_tensorflow
    if not settings().with_tensorflow:
        without_tensorflow.install()
    from bot.channels.server import serve  # loads Rasa, which takes many seconds
    without_tensorflow.seal()
    serve()


def _desk(options: argparse.Namespace) -> None:
    from bot.desk.server import serve
    from bot.launcher import require_port
    require_port("DESK_PORT", settings().desk_port)
    _require_metrics_port()
    serve()


def _worker(options: argparse.Namespace) -> None:
    from bot.worker import work
    _require_metrics_port()
    work()


def _require_metrics_port() -> None:
    from bot.launcher import require_port
    if settings().metrics_port:
        require_port("METRICS_PORT", settings().metrics_port)


def _migrate(options: argparse.Namespace) -> None:
    from bot.db import database
    from bot.migrate import upgrade
    upgrade(database())


def _seed(options: argparse.Namespace) -> None:
    from bot.agents import seeds as people
    from bot.db import database
    from bot.wallet.seeds import seed
    print(f"{seed(database())} demo customers")
    if settings().demo_mode:
        print(people.described(people.seed(database())))


def _train(options: argparse.Namespace) -> None:
    from bot.training import train_if_changed
    print(train_if_changed(force=options.force))


def _evaluate(options: argparse.Namespace) -> None:
    from bot.evaluation.command import evaluate
    evaluate(options.file, as_json=options.json, model=options.model)


def _review(options: argparse.Namespace) -> None:
    from bot.conversations.review import doubts
    from bot.db import database
    from bot.evaluation.learning import sheet
    with database().reading() as session:
        found = doubts(session, below=options.below)
    Path(options.file).write_text(sheet(found), "utf-8")
    print(f"{len(found)} messages in {options.file}")


def _learn(options: argparse.Namespace) -> None:
    from bot.evaluation import learning
    from bot.evaluation.command import evaluate_all
    from bot.training import train_if_changed
    lines = learning.approved(Path(options.file), learning.intents_of(Path("domain.yml")))
    train_if_changed()
    before = evaluate_all(learning.DEVELOPMENT)
    print(f"{learning.add(lines, Path('data/nlu'))} new lines of {len(lines)} approved")
    print(train_if_changed())
    print(learning.compared(before, evaluate_all(learning.DEVELOPMENT)))


if __name__ == "__main__":
    sys.exit(main())
