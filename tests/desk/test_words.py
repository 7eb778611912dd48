"""What the desk shows has words in both languages."""
import re
from pathlib import Path

import pytest

from bot.notices.rendering import kinds

STRINGS = Path(__file__).parent.parent.parent / "bot/web/desk/strings"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_notice_has_a_name_at_the_desk(language: str):
    page = (STRINGS / language / "people.js").read_text("utf-8")
    named = set(re.findall(r"^ +(\w+):", page[page.index("notices: {"):page.index("channels: { email")], re.MULTILINE))
    assert set(kinds()) - {"any"} <= named
