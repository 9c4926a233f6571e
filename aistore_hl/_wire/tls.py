"""What https connections trust and show. `ssl` is loaded by the first of them: it costs as much as the rest of us."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from aistore_hl._core.config import TlsSettings
from aistore_hl._core.errors import ConfigError

if TYPE_CHECKING:
    import ssl


def make_context(settings: TlsSettings | None) -> ssl.SSLContext:
    """Certificates and host names are verified unless the settings say otherwise.

    Raises:
        ConfigError: a certificate or key cannot be read.
    """
    import ssl

    settings = settings or TlsSettings()
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    try:
        if not settings.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        elif settings.ca:
            context = _only_trusting(settings.ca)
        if settings.cert:
            context.load_cert_chain(settings.cert, settings.key or None, password=_no_password)
    except OSError as exc:
        names = ", ".join(repr(path) for path in (settings.ca, settings.cert, settings.key) if path)
        raise ConfigError(f"cannot load the TLS certificates or key from {names}: {exc.strerror or exc}") from exc
    return context


def _only_trusting(path: str) -> ssl.SSLContext:
    import ssl

    is_folder = os.path.isdir(path)
    context = ssl.create_default_context(cafile=None if is_folder else path, capath=path if is_folder else None)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _no_password() -> str:
    """OpenSSL would ask at the terminal, and wait there for ever."""
    raise ConfigError("the TLS key is encrypted; give one without a passphrase")
