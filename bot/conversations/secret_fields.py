"""Secrets that machines write: JSON and form fields, links, tokens, keys, seed phrases, recovery codes.

In every pattern group 2 is the secret; groups 1 and 3, where there is one, are the words around it.
"""
import re

from bot.conversations.spelling import BEGIN, END

_FIELD = (
    r"(?<![A-Za-z])(?:[A-Za-z]{1,20}[_-]){0,3}(?:password|passwd|passcode|passphrase|pass|pwd|secret|token|apikey|api[_-]key|otp|cvv2?|cvc|pin|captcha"
    r"|(?:sms|verify|auth|verification)[_-]?code)"
)
QUOTED = re.compile("(" + _FIELD + r"[\"']?\s?[:=]\s?[\"'])([^\"'\n]{3,})([\"'])", re.I)
FORM = re.compile("(" + _FIELD + r"=)([^\s&\"'=]{3,})()", re.I)
LINK_CODE = re.compile(r"([?&]code=)([\w.-]{6,})()", re.I)
LINK_USER = re.compile(r"(https?://[^\s:/@]{1,64}:)([^\s@/]{3,64})(@)", re.I)
BEARER = re.compile(r"(\bBearer\s)((?=\S*\d)[\w.~+/=-]{8,})()", re.I)
JWT = re.compile(r"()(?<![\w-])(eyJ[\w-]{8,}(?:\.[\w-]{4,}){1,2})()")
PRIVATE_KEY = re.compile(r"(-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----)(.+?)(-----END|\Z)", re.S)

KEY = re.compile(
    r"((?:私[钥鑰]|密[钥鑰]|" + BEGIN + r"(?:(?:private|secret|setup|access|api)[ _]?key|token))(?:[^A-Za-z0-9\n]{0,8}|\s?(?:is|was)\s){1,2}[:：\"' ]{0,2})"
    r"((?:0x)?[A-Za-z0-9+/=_-]{16,})()", re.I)
_RECOVERY_CODE = r"(?:(?=[A-Za-z-]{0,12}\d)[A-Za-z0-9]{4,}(?:-[A-Za-z0-9]{3,}){0,4}(?: \d{4}(?!\d))?)(?![A-Za-z0-9])"
RECOVERY = re.compile(
    r"((?:恢复[代]?[码碼]|备[用份](?:验证|代)?[码碼]|救援[码碼]|" + BEGIN + r"(?:recovery|backup|rescue|scratch) codes?" + END + r")"
    r"[^A-Za-z0-9\n。]{0,8}(?:(?:is|are|was|were)\s)?)(" + _RECOVERY_CODE + r"(?:(?:\s?[,，、和/]\s?|\sand\s|\s)" + _RECOVERY_CODE + r"){0,15})()", re.I)
_SEED = r"(?:助记[词詞]|" + BEGIN + r"(?:seed|recovery|secret|backup|mnemonic)[ -](?:phrase|words)|mnemonic)"
_SEED_WORD = r"(?:\d{1,2}[.:)]? ?)?[a-z]{3,8}"
SEED = re.compile(
    "(" + _SEED + r"[^a-z\n]{0,12}(?:(?:is|are|was|were)[ :]{1,2})?)"
    rf"((?<![a-z]){_SEED_WORD}(?:[ ,，、\n]{{1,2}}{_SEED_WORD}){{9,23}}(?![a-z])|[\u4e00-\u9fff](?:[ ,，、][\u4e00-\u9fff]){{11,23}})()", re.I)
