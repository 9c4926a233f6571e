"""`ais://` for the package `webdataset`: read by us, instead of by a program that it would start."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from aistore_hl import Client
from aistore_hl._forward import ForwardFile

from .files import open_address


def register_webdataset(client: Client | None = None, *, schemes: Iterable[str] = ("ais",)) -> None:
    """Make `webdataset` read URLs of these schemes from the cluster of `client`, or of one made of the environment.

    Raises:
        ModuleNotFoundError: the package is not installed: it comes with the extra `webdataset`.
    """
    try:
        from webdataset.gopen import gopen_schemes  # pyright: ignore[reportMissingImports]
    except ModuleNotFoundError as exc:
        if exc.name != "webdataset":
            raise
        raise ModuleNotFoundError('this needs webdataset: pip install "aistore-hl[webdataset]"', name=exc.name) from exc
    opener = _opener(Client() if client is None else client)
    gopen_schemes.update(dict.fromkeys(schemes, opener))


def _opener(client: Client) -> Callable[..., ForwardFile]:
    # Any: webdataset passes on what its caller gave, for openers of other schemes.
    def opened(url: str, mode: str = "rb", bufsize: int = 8192, **options: Any) -> ForwardFile:
        if mode not in ("r", "rb"):
            raise ValueError(f"{url!r} is read only by webdataset: write shards with aistore_hl.torch.ShardWriter")
        return open_address(client, url)

    return opened
