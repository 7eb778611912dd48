"""The code of a document, as its reader would copy it."""
import re
import textwrap
from pathlib import Path


def snippet(document: str, heading: str, language: str) -> str:
    """The first block of a language under a heading of docs/."""
    text = Path("docs", document).read_text("utf-8")
    _, found, section = text.partition(f"# {heading}\n")
    assert found, heading
    block = re.search(rf"^ *```{language}\n(.*?)^ *```", section, re.DOTALL | re.MULTILINE)
    assert block, (heading, language)
    return textwrap.dedent(block.group(1))
