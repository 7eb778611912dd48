"""The errors the core raises. Each edge maps the code once, to a status or to a response."""


class SupportError(Exception):
    """Something the customer or operator can be told; `code` names it in every language."""

    code = "internal"

    def __init__(self, code: str = "", **values: object) -> None:
        self.code = code or self.code
        self.values = values
        super().__init__(f"{self.code} {values}" if values else self.code)


class InvalidInput(SupportError):
    """What was sent cannot be accepted as it is."""


class NotFound(SupportError):
    """It does not exist, or not for the one who asks: the two are never told apart."""

    code = "not_found"


class NotAllowed(SupportError):
    """The thing exists and is hers, but this cannot be done with it now."""


class TooManyTries(SupportError):
    """A limit is used up; `values["retry_after"]` says the seconds to wait."""

    code = "too_many_tries"


class WalletUnavailable(SupportError):
    """The wallet's core did not answer, so nothing can be said about money."""

    code = "wallet_unavailable"


class StoreUnavailable(SupportError):
    """The store of attachments did not answer."""

    code = "attachment_store"


class SettingError(SupportError):
    """A setting is missing or odd; the message names the variable."""

    code = "setting"
