"""The demo's page, from a story that never happened."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from aistore_hl.cli.files import File, Selection
from aistore_hl.cli.page import highlighted, render, write_page
from aistore_hl.cli.pictures import sunflower, weight
from aistore_hl.cli.story import Cut, Dataset, Row, Sample, Silence, Story

FILES = tuple(File(Path(f"/d/{size}"), f"<{size}>", size, "") for size in (0, 1, 500_000, 1_000_000, 90_000, 90_001))
DATASET = Dataset(
    1_500,
    "<job>",
    Row("put many", "", "", 0.5, 600, 1_500),
    Row("archive job", "", "", 0.25, 600),
    Row("get many", "", "", 0.125, 600, 1_500),
    Row("get batch", "", "", 0.0, 64, 160),
)


def story(targets: int = 3) -> Story:
    """Six files on so many targets; most of these hold nothing."""
    landed = {f"t{number}": () for number in range(targets)} | {"t0": FILES[:2], "t1": FILES[2:]}
    return Story(
        selection=Selection(Path("/d"), "/d <&>", FILES, ""),
        endpoint="http://127.0.0.1:1",
        bucket="ais://b",
        is_local=True,
        began=datetime(2026, 11, 20, 12, tzinfo=UTC),
        rows=(Row("store", "said <b>", 'x = "<i>"  # c', 0.5, 6, 1_680_001), Row("cut read", "", "", 0.0, retries=1)),
        samples=(Sample("store", 0.1, 1_000), Sample("store", 0.5, 1_000_000), Sample("cut read", 0.6, 5)),
        landed=landed,
        cut=Cut(FILES[3], 500_000, ("bytes=500000-999999",)),
        silence=Silence(FILES[2], "t1", 2.0, 0.5, 0.6),
        dataset=DATASET,
    )


@pytest.mark.parametrize("targets", [2, 3, 64])
def test_pictures_are_well_formed(targets: int) -> None:
    """Every SVG parses; a dot for each object, none outside its picture."""
    pictures = [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", render(story(targets)), re.DOTALL)]

    assert targets + 1 + 1 + 2 == len(pictures)
    dots = [dot for picture in pictures for dot in picture.iter("circle")]
    assert len(FILES) == len(dots)
    assert all(abs(float(dot.attrib[name])) <= 112 for dot in dots for name in ("cx", "cy"))


def test_large_dots_do_not_touch() -> None:
    """Where sizes differ most, which is in the middle."""
    files = [File(Path("f"), "f", size, "") for size in (1_000_000, 300_000, 290_000, 280_000, 20_000, 1)]
    picture = ElementTree.fromstring(sunflower(files, sum(map(weight, files))))
    dots = [[float(dot.attrib[name]) for name in ("cx", "cy", "r")] for dot in picture.iter("circle")]

    gaps = [
        abs(complex(a[0], a[1]) - complex(b[0], b[1])) - a[2] - b[2]
        for number, a in enumerate(dots)
        for b in dots[number + 1 :]
    ]
    assert min(gaps) > -0.2  # rounded to tenths


def test_what_others_wrote_is_escaped() -> None:
    """Names, titles and lines are text, never markup."""
    page = render(story())

    assert not re.search(r"<(b|i|&|\d+)>(?!\d|all|store|cut|100|t\[)", page.replace("<b>cut read</b>", ""))
    assert "/d &lt;&amp;&gt;" in page
    assert "&lt;1000000&gt;" in page


def test_dataset_is_told_by_its_rates() -> None:
    """Objects a second, and how long the job took; a clock that did not move gives no rate."""
    page = render(story())

    shown = re.findall(r"<div><b>([^<]*)</b><span>(?:objects|members|until)", page)
    assert ["1,200", "0.25 s", "4,800", "0"] == shown[-4:]
    assert "until job &lt;job&gt; was done" in page


def test_every_tag_is_closed() -> None:
    """As far as a browser cares."""
    open_tags: list[str] = []

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag != "meta":
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert tag == open_tags.pop()

    Tags().feed(render(story()))

    assert [] == open_tags


def test_lines_are_marked() -> None:
    """Comments, strings and keywords; what is between stays what it is."""
    assert '<em>with</em> f(<s>"a &lt; b"</s>):  <q># c</q>' == highlighted('with f("a < b"):  # c')


def test_page_replaces_the_one_before(tmp_path: Path) -> None:
    """Whole or not at all, and nothing else is left in the folder."""
    path = tmp_path / "r.html"
    path.write_text("old")

    write_page(story(), path)

    assert path.read_text().startswith("<!doctype html>")
    assert [path] == list(tmp_path.iterdir())
