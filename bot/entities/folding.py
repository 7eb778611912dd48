"""One width, one case, one script for the readers of numbers and dates."""
import unicodedata

_TRADITIONAL = str.maketrans("萬億兩貳陸參點塊圓錢歐鎊幣號後週時鐘剛這個禮來負內", "万亿两贰陆叁点块圆钱欧镑币号后周时钟刚这个礼来负内")


def fold(text: str) -> str:
    """The text in plain digits, lower case and simplified numerals; every place in it stays true."""
    return "".join(map(_fold, text)).translate(_TRADITIONAL)


def _fold(character: str) -> str:
    # Character by character: a form that folds to two (㎏, İ) would shift every place behind it.
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character
