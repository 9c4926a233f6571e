"""What a command says and returns when it fails: one line with what to do about it, and a code for its kind."""

from __future__ import annotations

from typing import Final

import click

from aistore_hl import errors

from .output import shown

USAGE: Final = 2
CONFLICT: Final = 6
INTERRUPTED: Final = 130
"""As a shell has it: 128 and the number of SIGINT."""

# The first that fits.
_KINDS: Final[tuple[tuple[tuple[type[Exception], ...], int, str], ...]] = (
    ((errors.ConfigError, errors.InvalidETL, errors.InvalidName, errors.InvalidMetadata), USAGE, ""),
    ((errors.InsecureToken, errors.Unauthorized, errors.AccessDenied), 4, "give a token by AIS_AUTHN_TOKEN_FILE"),
    ((errors.RedirectRefused,), 4, "the cluster names addresses that are not in its own map"),
    ((errors.NotFound,), 5, ""),
    ((errors.Conflict,), CONFLICT, ""),
    ((errors.IntegrityError,), 7, ""),
    ((errors.ConnectFailed,), 3, "check the address, or start a cluster here with `aisx serve`"),
    ((errors.ProtocolError,), 3, "is it an AIS proxy that listens there?"),
    ((errors.TransportError, errors.DeadlineExceeded, errors.Unavailable), 3, "is the cluster up? Try again"),
)

OTHER: Final = 1


class Told(click.ClickException):
    """A failure in a command's own words, with the code of its kind."""

    def __init__(self, line: str, code: int) -> None:
        super().__init__(line)
        self.code = code


_WHERE: Final = (
    "which cluster? Give --endpoint URL or set AIS_ENDPOINT; "
    "`aisx serve` starts one on this machine, `aisx run -- PROGRAM` one for a program"
)

CODES: Final = {
    0: "done",
    OTHER: "the cluster, or this machine, refused",
    USAGE: "a wrong option, name or setting",
    3: "no answer from the cluster",
    4: "not permitted",
    5: "no such bucket or object",
    CONFLICT: "something else stands in the way",
    7: "content that is not what was stored",
    INTERRUPTED: "interrupted",
}
"""What `aisx` returns."""


def describe(exc: Exception) -> tuple[str, int]:
    """The line and the code of a failure."""
    if isinstance(exc, click.UsageError):
        where = exc.ctx.command_path if exc.ctx else "aisx"
        return f"{_one_line(exc.format_message())} (see `{where} --help`)", exc.exit_code
    if isinstance(exc, Told):
        return _one_line(exc.format_message()), exc.code
    if isinstance(exc, click.ClickException):
        return _one_line(exc.format_message()), exc.exit_code
    if isinstance(exc, errors.EndpointMissing):
        return _WHERE, USAGE
    for classes, code, advice in _KINDS:
        if isinstance(exc, classes):
            return "; ".join(filter(None, (_one_line(str(exc)), advice))), code
    return _one_line(str(exc)) or type(exc).__name__, OTHER


def _one_line(text: str) -> str:
    """Also what a server says, and names in it: a terminal would obey what is no text in them."""
    return shown(" ".join(text.split()))
