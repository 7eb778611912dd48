"""Numbers customers name: a letter, the day, six characters nobody can guess."""
import re
import secrets
from datetime import date

# Without 0 O 1 I L: read over the telephone, they are mistaken for one another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CALLBACK_NUMBER = re.compile(rf"(?<![A-Z0-9])B\d{{8}}[{ALPHABET}]{{6}}(?![A-Z0-9])", re.I)


def new_number(day: date, letter: str = "C") -> str:
    """A fresh number for a complaint (or what another letter stands for) filed on a day; about 887 million a day are possible."""
    return f"{letter}{day:%Y%m%d}" + "".join(secrets.choice(ALPHABET) for _ in range(6))
