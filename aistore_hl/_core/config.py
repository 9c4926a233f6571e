"""Settings: argument, else environment, else default. One field, one documented variable."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, Self, TypeAlias
from urllib.parse import urlsplit

import attrs
from aistore_api.redirects import origin_of
from attrs import frozen

from .errors import ConfigError, EndpointMissing, InsecureToken
from .request import Timeouts
from .retry import RetryPolicy

Origin: TypeAlias = Literal["argument", "environment", "default"]


class Secret:
    """A value that is never shown: `repr`, `str` and formatting give `<secret>`.

    It pickles, with the value inside, because clients do: keep pickles of clients as you keep tokens.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself."""
        return self._value

    def __repr__(self) -> str:
        return "<secret>"

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        return (Secret, (self._value,))


@frozen
class TlsSettings:
    """How https connections are made. Paths; empty: the certificates of the system, no client certificate."""

    ca: str = ""
    cert: str = ""
    key: str = ""
    verify: bool = True


def setting(
    default: Any, *, doc: str, read: Callable[[Any, str], Any], env: str = "", argument: str = "", shown: str = ""
) -> Any:
    """A field that documents itself. `read(value, name)` checks a value and names its source in errors."""
    facts = {"env": env, "argument": argument, "doc": doc, "read": read, "shown": shown}
    return attrs.field(default=default, kw_only=True, metadata=facts)


def _read_endpoint(value: object, name: str) -> str:
    text = _read_text(value, name)
    if "@" in text:
        # The text is not shown: what stands before the @ may be a password.
        raise ConfigError(f"{name} must not hold credentials; give a token instead")
    if not text.isascii() or any(char <= " " or char == "\x7f" for char in text):
        raise ConfigError(f"{name} must be a URL in plain ASCII, not {text!r}")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError as exc:
        raise ConfigError(f"{name} is not a URL: {exc}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigError(f"{name} must be http://host:port or https://host:port, not {text!r}")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ConfigError(f"{name} must be the address of a proxy, without path or query")
    if port == 0:
        raise ConfigError(f"{name} must name a port that can be connected to, not 0: {text!r}")
    return origin_of(parts.scheme, host, port)


def _read_text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be str, not {type(value).__name__}")
    return value


def _read_path(value: object, name: str) -> str:
    fspath = getattr(value, "__fspath__", None)
    return _read_text(value if fspath is None else fspath(), name)


def _read_token(value: object, name: str) -> Secret | None:
    """Spaces around it are dropped (files end in a newline); the empty string means none at all."""
    text = (value.reveal() if isinstance(value, Secret) else _read_text(value, name)).strip()
    if not text.isascii() or any(char <= " " or char == "\x7f" for char in text):
        raise ConfigError(f"{name} is not a token: it has a space, a control character or one that is not ASCII")
    return Secret(text) if text else None


_WORDS: Final = {
    **dict.fromkeys(("1", "t", "true", "y", "yes", "on"), True),
    **dict.fromkeys(("0", "f", "false", "n", "no", "off"), False),
}


def _read_flag(value: object, name: str) -> bool:
    if isinstance(value, str):
        found = _WORDS.get(value.strip().lower())
        if found is None:
            raise ConfigError(f"{name} must be true or false, not {value!r}")
        return found
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be bool, not {type(value).__name__}")
    return value


def _read_verify(value: object, name: str) -> bool:
    # The variable says the opposite of the argument.
    return not _read_flag(value, name) if isinstance(value, str) else _read_flag(value, name)


def _read_seconds(value: object, name: str) -> float:
    if isinstance(value, str):
        try:
            seconds = float(value)
        except ValueError:
            raise ConfigError(f"{name} must be a number of seconds, not {value!r}") from None
    elif isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number of seconds, not {type(value).__name__}")
    else:
        seconds = float(value)
    if not 0 <= seconds < math.inf:
        raise ConfigError(f"{name} must be 0 (for ever) or more seconds, not {seconds!r}")
    return seconds


def _read_pool_size(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be int, not {type(value).__name__}")
    if value < 1:
        raise ConfigError(f"{name} must be 1 or more, not {value}")
    return value


def _read_integrity(value: object, name: str) -> str:
    if value not in ("auto", "off"):
        raise ConfigError(f"{name} must be 'auto' or 'off', not {value!r}")
    return str(value)


def _read_retry(value: object, name: str) -> RetryPolicy:
    if not isinstance(value, RetryPolicy):
        raise TypeError(f"{name} must be RetryPolicy, not {type(value).__name__}")
    return value


@frozen
class Settings:
    """What a client runs with. Built by `resolve`; equal settings make equal clients."""

    endpoint: str = setting(
        attrs.NOTHING,
        env="AIS_ENDPOINT",
        read=_read_endpoint,
        doc="URL of a proxy: `http://host:port` or `https://...`.",
    )
    token: Secret | None = setting(
        None,
        env="AIS_AUTHN_TOKEN",
        read=_read_token,
        doc="Token of AuthN, sent to the endpoint only. The empty string as argument means none, whatever is set.",
    )
    token_file: str = setting(
        "",
        env="AIS_AUTHN_TOKEN_FILE",
        read=_read_path,
        doc="File that holds a token, bare or as JSON with `token`; read when no token is given.",
    )
    ca: str = setting(
        "", env="AIS_CLIENT_CA", read=_read_path, doc="PEM file or folder of the authorities to trust over https."
    )
    cert: str = setting(
        "", env="AIS_CRT", read=_read_path, doc="PEM file of the client certificate; a pair also gives the key."
    )
    key: str = setting(
        "",
        env="AIS_CRT_KEY",
        argument="cert=(cert, key)",
        read=_read_path,
        doc="PEM file of its key, unless it is in the same file.",
    )
    verify: bool = setting(
        True,
        env="AIS_SKIP_VERIFY_CRT",
        read=_read_verify,
        doc="Whether the server's certificate is verified. The variable says the opposite: `true` skips it.",
    )
    deadline: float = setting(
        0.0, argument="timeout=seconds", read=_read_seconds, doc="Seconds for a whole call, retries included; 0: none."
    )
    connect_timeout: float = setting(
        Timeouts().connect,
        env="AIS_CONNECT_TIMEOUT",
        argument="timeout=Timeouts(connect=...)",
        read=_read_seconds,
        doc="Seconds for a connection to a node; 0: for ever.",
    )
    pool_timeout: float = setting(
        Timeouts().pool,
        argument="timeout=Timeouts(pool=...)",
        read=_read_seconds,
        doc="Seconds to wait for one of the pool's connections to a node; 0: for ever.",
    )
    write_timeout: float = setting(
        Timeouts().write,
        argument="timeout=Timeouts(write=...)",
        read=_read_seconds,
        doc="Seconds in which a node takes no byte before a write fails; 0: for ever.",
    )
    first_byte_timeout: float = setting(
        Timeouts().first_byte,
        env="AIS_READ_TIMEOUT",
        argument="timeout=Timeouts(first_byte=...)",
        read=_read_seconds,
        doc="Seconds until an answer begins; 0: for ever.",
    )
    read_timeout: float = setting(
        Timeouts().read,
        env="AIS_READ_TIMEOUT",
        argument="timeout=Timeouts(read=...)",
        read=_read_seconds,
        doc="Seconds without a byte within an answer before a read fails; 0: for ever.",
    )
    retry: RetryPolicy = setting(
        RetryPolicy(),
        read=_read_retry,
        shown="RetryPolicy()",
        doc="How often and how long to try again. `RetryPolicy(attempts=1)`: never.",
    )
    integrity: str = setting(
        "auto",
        read=_read_integrity,
        doc="`auto`: whole reads are verified and writes carry or compare a checksum. `off`: neither.",
    )
    pool_size: int = setting(64, read=_read_pool_size, doc="Connections to one node at most.")
    direct: bool = setting(
        False,
        read=_read_flag,
        doc="Whether reads ask the target itself, as the cluster map has it, and the proxy where that fails. "
        "For data that is not overwritten; without a token.",
    )
    allow_insecure_token: bool = setting(
        False, read=_read_flag, doc="Whether the token may go over plain http to another machine."
    )
    origins: Mapping[str, Origin] = attrs.field(factory=dict, kw_only=True, eq=False, repr=False)
    """Where the value of each setting came from."""

    @classmethod
    def resolve(cls, environ: Mapping[str, str], /, **given: object) -> Self:
        """The settings that arguments and environment add up to; an argument of `None` was not given.

        `timeout` is a number (the whole call) or `Timeouts`; `cert` a path or a pair of paths.

        Raises:
            EndpointMissing: neither an argument nor AIS_ENDPOINT says where the cluster is.
            InsecureToken: the token would go over plain http to another machine.
            ConfigError: a value cannot be used; the text names the argument or variable.
            TypeError: an argument has the wrong type, or no setting has that name.
        """
        wanted = _spread({name: value for name, value in given.items() if value is not None})
        values: dict[str, Any] = {}
        origins: dict[str, Origin] = {}
        for field in _FIELDS:
            read, env = field.metadata["read"], field.metadata["env"]
            if field.name in wanted:
                values[field.name], origins[field.name] = read(wanted.pop(field.name), field.name), "argument"
            elif env and environ.get(env):
                values[field.name], origins[field.name] = read(environ[env], env), "environment"
            else:
                origins[field.name] = "default"
        if wanted:
            raise TypeError(f"no such setting: {', '.join(sorted(wanted))}")
        _settle(values, origins)
        return cls(**values, origins=origins)

    @classmethod
    def explain(cls, environ: Mapping[str, str], /, **given: object) -> list[SettingValue]:
        """Every setting with its value and where that comes from: what `resolve` would do, for people.

        A cluster that nobody named is shown as such rather than refused. Nothing is read from files.

        Raises:
            InsecureToken: the token would go over plain http to another machine.
            ConfigError: a value cannot be used; the text names the argument or variable.
        """
        try:
            found = cls.resolve(environ, **given)
            is_missing = False
        except EndpointMissing:
            found = cls.resolve(environ, **{**given, "endpoint": "http://127.0.0.1:1"})
            is_missing = True
        return [
            _missing(field) if is_missing and field.name == "endpoint" else _explained(field, found)
            for field in _FIELDS
        ]

    @property
    def timeouts(self) -> Timeouts:
        """The five waits of one exchange."""
        return Timeouts(
            connect=self.connect_timeout,
            pool=self.pool_timeout,
            write=self.write_timeout,
            first_byte=self.first_byte_timeout,
            read=self.read_timeout,
        )

    @property
    def tls(self) -> TlsSettings:
        """What https connections need."""
        return TlsSettings(ca=self.ca, cert=self.cert, key=self.key, verify=self.verify)


@frozen
class SettingValue:
    """One setting as it would be used."""

    name: str
    value: str
    """As text; a token is never shown. Empty: there is none."""
    origin: Origin | Literal["file", "missing"]
    """`file`: it is in a file that an argument or a variable names. `missing`: nobody gave what is required."""
    source: str
    """The argument, the variable or the file; empty for defaults."""
    doc: str


def _missing(field: attrs.Attribute[Any]) -> SettingValue:
    return SettingValue(field.name, "", "missing", field.metadata["env"], field.metadata["doc"])


def _explained(field: attrs.Attribute[Any], found: Settings) -> SettingValue:
    value, origin = getattr(found, field.name), found.origins[field.name]
    doc = field.metadata["doc"]
    if field.name == "token" and value is None and found.token_file:
        return SettingValue(field.name, "<secret>", "file", found.token_file, doc)
    if field.name == "token_file" and not value:
        origin = "default"  # also where a token that was given made it pointless
    names = {"environment": field.metadata["env"], "argument": field.metadata["argument"] or field.name}
    source = names.get(origin, "")
    return SettingValue(field.name, "" if value is None else str(value), origin, source, doc)


_FIELDS: Final = tuple(field for field in attrs.fields(Settings) if field.metadata)


def _spread(given: dict[str, object]) -> dict[str, object]:
    """Arguments that stand for several settings, taken apart."""
    timeouts, deadline = split_timeout(given.pop("timeout", None))
    if timeouts is not None:
        for name in ("connect", "pool", "write", "first_byte", "read"):
            given[f"{name}_timeout"] = getattr(timeouts, name)
    if deadline is not None:
        given["deadline"] = deadline
    cert = given.get("cert")
    if isinstance(cert, tuple):
        if len(cert) != 2:
            raise ConfigError(f"cert must be a path or a pair (cert, key), not {len(cert)} paths")
        given["cert"], given["key"] = cert
    return given


def _settle(values: dict[str, Any], origins: Mapping[str, Origin]) -> None:
    """What one setting means for another."""
    if "endpoint" not in values:
        raise EndpointMissing(
            "no endpoint: set AIS_ENDPOINT or pass endpoint='http://host:port'; "
            "`aisx serve` starts a cluster on this machine, Client.local() one that ends with the client"
        )
    # An argument beats the environment, also across the two ways to give a token.
    if origins["token"] == "environment" and origins["token_file"] == "argument":
        values["token"] = None
    elif origins["token"] != "default":
        values["token_file"] = ""
    if values.get("key") and not values.get("cert"):
        raise ConfigError("a key without a certificate: give both, as cert=(cert, key) or AIS_CRT and AIS_CRT_KEY")
    allow = values.get("allow_insecure_token", False)
    if (values.get("token") or values.get("token_file")) and not may_send_token(values["endpoint"], allow):
        raise InsecureToken(
            f"a token is set, and {values['endpoint']} is plain http to another machine: "
            "use https, or allow_insecure_token=True where the network is trusted"
        )


def split_timeout(timeout: object) -> tuple[Timeouts | None, float | None]:
    """What `timeout=` means: waits of their own, or seconds for the whole call; 0 seconds is no limit.

    Raises:
        TypeError: it is neither a number nor `Timeouts`.
        ConfigError: it is negative or not finite.
    """
    if timeout is None or isinstance(timeout, Timeouts):
        return timeout, None
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)):
        raise TypeError(f"timeout must be a number of seconds or Timeouts, not {type(timeout).__name__}")
    return None, _read_seconds(timeout, "timeout")


def may_send_token(origin: str, allow: bool = False) -> bool:
    """Whether a token may go to `origin`: over https, to this machine, or anywhere if allowed."""
    parts = urlsplit(origin)
    if allow or parts.scheme == "https" or parts.hostname == "localhost":
        return True
    import ipaddress  # whoever has no token, or a name of a host, need not load it

    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def token_in(text: str, path: str) -> Secret:
    """The token in the text of a token file: bare, or JSON with `token` as the AIS command line writes it.

    Raises:
        ConfigError: there is none; the text names the file, never what is in it.
    """
    found: object = text
    if text.lstrip()[:1] == "{":
        try:
            found = json.loads(text)["token"]
        except (ValueError, KeyError, RecursionError):
            found = ""
    token = _read_token(found, path) if isinstance(found, str) else None
    if token is None:
        raise ConfigError(f"{path} holds no token")
    return token


@frozen
class SettingRow:
    """One line of the documentation's table of settings."""

    name: str
    argument: str
    variable: str
    default: str
    doc: str


def setting_rows() -> list[SettingRow]:
    """Every setting, in the order of their definition."""
    return [
        SettingRow(
            field.name,
            field.metadata["argument"] or field.name,
            field.metadata["env"],
            field.metadata["shown"] or ("required" if field.default is attrs.NOTHING else repr(field.default)),
            field.metadata["doc"],
        )
        for field in _FIELDS
    ]
