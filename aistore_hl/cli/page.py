"""The demo's page: one HTML file that needs nothing else, no script, no network."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files as resources
from pathlib import Path
from typing import Final

from aistore_hl import __version__

from .pictures import cut_strip, hue, share_bar, silence_strip, step_hue, sunflower, throughput, weight
from .story import FIGURES, Row, Story
from .words import counted, in_bytes

# The page says itself that it loads nothing.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"

_TOKEN: Final = re.compile(r"(?P<q>#.*)|(?P<s>\"[^\"]*\")|(?P<em>\b(?:with|as|for|in|async|await|from|import)\b)")


def write_page(story: Story, path: Path) -> None:
    """Write it; a file that is there is replaced, whole.

    Raises:
        OSError: the folder cannot be written to.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(render(story), encoding="utf-8", errors="replace")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def render(story: Story) -> str:
    """The page as text."""
    style = resources("aistore_hl.cli").joinpath("page.css").read_text(encoding="utf-8")
    parts = (_header, _landed, _throughput, _faults, _dataset, _table, _code)
    body = "\n".join(part(story) for part in parts)
    return (
        "<!doctype html>\n"
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>aisx demo, {story.began:%d %B %Y %H:%M}</title>\n<style>\n{style}</style></head>\n"
        f"<body><main>\n{body}\n{_footer(story)}\n</main></body></html>\n"
    )


def _header(story: Story) -> str:
    where = "a cluster of its own" if story.is_local else escape(story.endpoint)
    tiles = (
        (f"{story.stored:,}", "objects"),
        (in_bytes(story.selection.size), "stored, then read twice"),
        ("100 %", "equal their files"),
        (f"{story.retries:,}", "requests sent again"),
        (f"{story.seconds:.1f} s", "in all"),
    )
    shown = "".join(_tile(value, text) for value, text in tiles)
    left_out = f" Left out: {escape(story.selection.left_out)}." if story.selection.left_out else ""
    nodes = counted(len(story.landed), "target")
    return (
        '<header><p class="mark">aisx demo</p>'
        f"<h1>{counted(story.stored, 'file')} went through a redirecting cluster of {nodes} and came back verified</h1>"
        f'<p class="soft">{escape(story.selection.title)}, on {where}, '
        f"in the bucket {escape(story.bucket)}.{left_out}</p>"
        f'<div class="tiles">{shown}</div></header>'
    )


def _landed(story: Story) -> str:
    heaviest = max(sum(map(weight, files)) for files in story.landed.values())
    discs = "".join(
        f'<figure style="--hue:{hue(number)}">{sunflower(files, heaviest)}<figcaption><b>t[{escape(node)}]</b>'
        f"{counted(len(files), 'object')}, {in_bytes(sum(file.size for file in files))}</figcaption></figure>"
        for number, (node, files) in enumerate(story.landed.items())
    )
    text = (
        "A dot is an object, its area the size. Which target holds it follows from its name and the cluster map alone: "
        "the proxy redirects there, and the client can compute it."
    )
    return _section("Where the objects landed", text, f'<div class="discs">{discs}</div>{share_bar(story.landed)}')


def _throughput(story: Story) -> str:
    moved = {sample.step for sample in story.samples}
    legend = "".join(
        f'<span><i style="--hue:{step_hue(number)}"></i>{row.step}</span>'
        for number, row in enumerate(story.rows)
        if row.step in moved
    )
    picture = f'{throughput(story.samples, story.rows)}<div class="legend">{legend}</div>'
    text = (
        "MiB/s by completed objects. They are small: one request after another up to the gap, which is the silent "
        "target; many at a time after it."
    )
    return _section("Throughput over time", text, picture)


def _faults(story: Story) -> str:
    name = escape(story.cut.file.name)
    text = "Both were ordered from a relay between client and cluster, which every leg of a request passes through."
    cut = f"<div><p>{name}: a connection cut in the middle of a read</p>{cut_strip(story.cut)}</div>"
    silence = (
        f"<div><p>{escape(story.silence.file.name)}: a target that says nothing</p>{silence_strip(story.silence)}</div>"
    )
    return _section(
        "What went wrong, and what the caller saw of it: nothing", text, f'<div class="pair">{cut}{silence}</div>'
    )


def _dataset(story: Story) -> str:
    if (dataset := story.dataset) is None:
        return ""
    figures = (
        (dataset.put, "objects stored a second, many at a time"),
        (dataset.get, "objects read a second, many at a time"),
        (dataset.batch, "members read a second, out of the archive"),
    )
    tiles = [_tile(f"{row.pace or 0:,.0f}", text) for row, text in figures]
    tiles.insert(1, _tile(f"{dataset.pack.seconds:.2f} s", f"until job {escape(dataset.job)} was done"))
    text = (
        f"{counted(dataset.put.objects, 'small file')}, {in_bytes(dataset.size)}: stored together, made into one "
        "archive by a job of the cluster, and read back both ways. Each equals its file."
    )
    return _section("Many small files, as a dataset has them", text, f'<div class="tiles">{"".join(tiles)}</div>')


def _tile(value: str, text: str) -> str:
    return f"<div><b>{value}</b><span>{text}</span></div>"


def _table(story: Story) -> str:
    head = "".join(f"<th>{name}</th>" for name in FIGURES)
    rows = "".join(map(_row, story.rows))
    return _section("In figures", "", f'<div class="scroll"><table><tr>{head}</tr>{rows}</table></div>')


def _row(row: Row) -> str:
    figures = row.figures()
    cells = "".join(f"<td>{figure}</td>" for figure in figures[:-1])
    return f"<tr>{cells}<td{' class=hot' if row.retries else ''}>{figures[-1]}</td></tr>"


def _code(story: Story) -> str:
    steps = "".join(
        f"<li><div><p><b>{row.step}</b> <span class=soft>{escape(row.said)}</span></p>"
        f"<pre><code>{highlighted(row.code)}</code></pre></div></li>"
        for row in story.rows
    )
    return _section("The lines that did it", "", f"<ol>{steps}</ol>")


def _section(title: str, text: str, content: str) -> str:
    said = f'<p class="soft">{text}</p>' if text else ""
    return f"<section><h2>{title}</h2>{said}{content}</section>"


def _footer(story: Story) -> str:
    return (
        f"<footer>aistore-hl {__version__}, Python {platform.python_version()}, {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} cores, {story.began:%d %B %Y %H:%M %Z}</footer>"
    )


def highlighted(code: str) -> str:
    """Lines of Python as HTML, with comments, strings and keywords marked."""
    return "".join(_marked(code))


def _marked(code: str) -> Iterator[str]:
    end = 0
    for token in _TOKEN.finditer(code):
        yield escape(code[end : token.start()], quote=False)
        yield f"<{token.lastgroup}>{escape(token[0], quote=False)}</{token.lastgroup}>"
        end = token.end()
    yield escape(code[end:], quote=False)
