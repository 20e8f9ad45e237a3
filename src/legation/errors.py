"""Every error that Legation raises on purpose; each knows its HTTP status."""

from __future__ import annotations


class LegationError(Exception):
    """The base of all. The message names the value, the rule that it breaks and the next step."""

    status = 500


class BadInput(LegationError):
    """Something given from outside (a file, an argument, a query) breaks a rule of its format."""

    status = 400

    def __init__(self, what: str, rule: str, step: str = "") -> None:
        self.what, self.rule, self.step = what, rule, step
        super().__init__(f"{what}: {rule}" + (f"; {step}" if step else ""))

    def __reduce__(self) -> tuple[type[BadInput], tuple[str, str, str]]:
        return type(self), (self.what, self.rule, self.step)


class Conflict(BadInput):
    """What is asked does not go with what is there."""

    status = 409


class Forbidden(LegationError):
    """The request asks for what the service does not do for this caller."""

    status = 403


class NotFound(LegationError):
    """Nothing is known under the name given."""

    status = 404


class NotAcceptable(LegationError):
    """None of the formats that the client accepts can be given."""

    status = 406

    def __init__(self, accept: str, offered: tuple[str, ...]) -> None:
        self.accept, self.offered = accept, offered
        super().__init__(f"nothing of what {accept!r} accepts is to be had here; ask for one of {', '.join(offered)}")

    def __reduce__(self) -> tuple[type[NotAcceptable], tuple[str, tuple[str, ...]]]:
        return type(self), (self.accept, self.offered)


class Stale(LegationError):
    """What is there is not what the request counts on."""

    status = 412


class LimitReached(LegationError):
    """A limit on time, rows, bytes, memory or number was met; `limit` is the setting, where one of ours sets it."""

    status = 503

    def __init__(self, message: str, limit: str = "") -> None:
        self.limit = limit
        super().__init__(message)

    def __reduce__(self) -> tuple[type[LimitReached], tuple[str, str]]:
        return type(self), (str(self), self.limit)


class StoreUnavailable(LegationError):
    """The store is locked, damaged or out of reach."""

    status = 502


class StoreSlow(StoreUnavailable):
    """The store did not answer in the time that it has."""

    status = 504
