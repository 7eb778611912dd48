"""Measured figures as a table on a page, between two marks that name it: the words around them are written by people."""
import re
from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

PAGE = Path("docs/understanding.md")
Rows = Sequence[Tuple[str, str]]


def write(name: str, command: str, tables: List[str], page: Path = PAGE) -> None:
    """Put tables in the place of those between `<!-- measured: NAME -->` and `<!-- end -->`; ValueError where there is no such place."""
    place = re.compile(rf"(?<=<!-- measured: {re.escape(name)} -->\n).*?(?=<!-- end -->)", re.S)
    made = "\n\n".join([f"`{command}`, {date.today():%d %B %Y}:", *tables]) + "\n"
    text, found = place.subn(lambda _: made, page.read_text("utf-8"))
    if not found:
        raise ValueError(f"{page} has no place for {name}")
    page.write_text(text, "utf-8")


def table(title: str, columns: Dict[str, Dict[str, Any]], rows: Rows) -> str:
    """A column a pipeline, a row a figure; what a pipeline does not have is a dash."""
    lines = [f"| {title} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for key, form in rows:
        lines.append(f"| {key.replace('_', ' ')} | " + " | ".join(shown(form, found.get(key)) for found in columns.values()) + " |")
    return "\n".join(lines)


def shown(form: str, value: Any) -> str:
    """A figure in its form; a dash where there is none."""
    return "-" if value is None else form.format(value)
