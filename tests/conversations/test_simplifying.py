"""Text without traditional characters is not converted at all: that this changes nothing is held against OpenCC itself."""
import unicodedata
from pathlib import Path

import opencc

from bot.conversations.text import simplify


def test_what_is_left_out_changes_nothing():
    convert = opencc.OpenCC("t2s").convert
    rules = [line.split("\t")[0] for name in ("TSPhrases", "TSCharacters")
             for line in (Path(opencc.__file__).parent / f"dictionary/{name}.txt").read_text("utf-8").splitlines()]
    ours = [line for path in sorted((Path(__file__).parent.parent / "nlu").glob("*.tsv")) for line in path.read_text("utf-8").splitlines()]
    different = [text for text in (*rules, *ours) if simplify(text) != convert(unicodedata.normalize("NFKC", text)).lower()]
    assert different == []
    assert len(rules) > 4000 and simplify("錢沒退 賬戶被凍結了 ABC") == "钱没退 账户被冻结了 abc"
