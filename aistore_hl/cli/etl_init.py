"""`aisx etl init`: the start of a transformer."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from aistore_hl import errors

from . import options
from .etl import document, find
from .etl_file import loaded, words_of
from .etl_name import ETL
from .failure import CONFLICT, INTERRUPTED, USAGE, Told
from .output import Output, warn
from .signals import terminable

if TYPE_CHECKING:
    from aistore_hl import Etl


@click.command()
@click.argument("name", metavar="NAME", type=ETL)
@click.argument("image", metavar="[IMAGE]", default="")
@click.option("--file", "file", metavar="FILE.py[:NAME]", default="", help="A server class, or a function, in a file.")
@click.option("--spec", metavar="FILE", type=click.Path(exists=True, dir_okay=False), help="A specification in YAML.")
@click.option("--command", metavar="TEXT", default="", help="What the image runs; else its own.")
@click.option(
    "--communication",
    metavar="hpush|hpull|ws",
    default="",
    help="How targets talk to it; else as the specification says, or hpush. ws takes --direct-put.",
)
@click.option("--env", "-e", multiple=True, metavar="NAME=VALUE", help="A variable of its environment; repeatable.")
@click.option("--request", multiple=True, metavar="cpu=AMOUNT|memory=AMOUNT", help="What it needs, as Kubernetes has.")
@click.option("--limit", multiple=True, metavar="cpu=AMOUNT|memory=AMOUNT", help="What it may use.")
@click.option("--init-timeout", metavar="SECONDS", type=click.FloatRange(min=0, min_open=True), help="To get ready.")
@click.option("--object-timeout", metavar="SECONDS", type=click.FloatRange(min=0, min_open=True), help="For an object.")
@click.option("--direct-put", is_flag=True, help="It can store results itself; with --file it is known that it can.")
@click.option("--direct-file-access", is_flag=True, help="Its `transform` takes the path of a file.")
@click.option("--package", multiple=True, metavar="NAME", help="With --file: what pip installs for it; repeatable.")
@click.option("--os-package", multiple=True, metavar="NAME", help="With --file: what the system installs for it.")
@click.option("--index", metavar="URL", default="", help="With --file: where pip finds packages, in place of PyPI.")
@click.option("--workers", metavar="COUNT", type=click.IntRange(1), help="With --file: processes beside each target.")
@options.JSON
@options.ENDPOINT
def init(
    name: str,
    image: str,
    file: str,
    spec: str | None,
    command: str,
    communication: str,
    as_json: bool,
    endpoint: str | None,
    **more: Any,
) -> None:
    """Start an ETL, and return when it is ready beside every target.

    \b
    aisx etl init upper-case --file server.py          a class or a function, sent as it is
    aisx etl init upper-case me/upper:1 --direct-put   an image
    aisx etl init upper-case --spec pod.yaml           a specification: AIS's own, or that of a pod

    With --file nothing has to be built: on a real cluster an image of Python installs what is needed, the one of this
    Python unless IMAGE is another. The file is run here, as if it were imported.

    It has 300 seconds to get ready, then 45 for each object, unless told. Where it does not get ready, why is said and
    its name is free again.
    """
    if bool(image or file) == bool(spec):
        raise click.UsageError("what is it made of? IMAGE, --file FILE.py, or --spec FILE: one of them")
    given = {key: value for key, value in _options(more).items() if value not in (None, (), {}, False, "")}
    if communication:
        given["communication"] = communication
    if communication == "ws" and image and not file and not given.get("direct_put"):
        raise click.UsageError("ws needs --direct-put: AIS has no WebSocket without it")
    if command:
        given["command"] = words_of(command)
    allowed = _OF_FILE if file else _OF_SPEC if spec else _OF_IMAGE
    wrong = sorted(set(given) - allowed)
    if wrong:
        what = "--file" if file else "--spec" if spec else "an image"
        raise click.UsageError(f"not with {what}: {', '.join(_SHOWN.get(each, each) for each in wrong)}")
    output = Output(as_json=as_json)
    with options.connect(endpoint) as client, terminable():
        try:
            _start(client.etl(name), image, file, spec, given)
        except errors.Conflict as exc:
            line = f"there is an ETL {name!r} already: take another name, or end it with `aisx etl rm {name}`"
            raise Told(line, CONFLICT) from exc
        except KeyboardInterrupt as exc:
            line = f"interrupted, and {name} may go on starting: `aisx etl ls` says, `aisx etl rm {name}` ends it"
            raise Told(line, INTERRUPTED) from exc
        info = find(client, name)
    if as_json:
        output.document(document(info))
    else:
        click.echo(f"{name}: ready beside every target", err=True)


_PACKAGES: Final = ("dependencies", "os_packages", "index")
_OF_ALL: Final = frozenset(("communication", "init_timeout", "object_timeout", "direct_put"))
_OF_SPEC: Final = _OF_ALL
_OF_IMAGE: Final = _OF_ALL | {"command", "env", "resources", "direct_file_access"}
_OF_FILE: Final = _OF_ALL | {"env", "resources", "direct_file_access"} | {*_PACKAGES, "workers"}
_SHOWN: Final = {
    "command": "--command",
    "env": "--env",
    "resources": "--request and --limit",
    "direct_file_access": "--direct-file-access",
    "dependencies": "--package",
    "os_packages": "--os-package",
    "index": "--index",
    "workers": "--workers",
}


def _options(more: dict[str, Any]) -> dict[str, Any]:
    """The options as the client has them."""
    request, limit = more.pop("request"), more.pop("limit")
    resources = {"requests": _pairs(request, "--request"), "limits": _pairs(limit, "--limit")}
    return {
        "env": _pairs(more.pop("env"), "--env"),
        "resources": {name: amounts for name, amounts in resources.items() if amounts},
        "dependencies": more.pop("package"),
        "os_packages": more.pop("os_package"),
        **more,
    }


def _pairs(texts: tuple[str, ...], option: str) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    if any(not name or not mark for name, mark, _ in pairs):
        raise click.UsageError(f"{option} takes NAME=VALUE, not {next(t for t in texts if '=' not in t.lstrip('='))!r}")
    return {name: value for name, _, value in pairs}


def _start(etl: Etl, image: str, file: str, spec: str | None, given: dict[str, Any]) -> None:
    if file:
        if image:
            given["image"] = image
        etl.init_class(loaded(file), **given)
    elif image:
        etl.init(image, **given)
    elif spec:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                etl.init_spec(Path(spec).read_text(encoding="utf-8"), **given)
            except (errors.InvalidETL, UnicodeDecodeError) as exc:
                raise Told(f"{spec}: {exc}", USAGE) from exc
        for each in caught:
            warn(f"{spec}: {each.message}")
