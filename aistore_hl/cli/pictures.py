"""The pictures of the demo's page, as SVG: where objects landed, throughput over time, what the two faults did."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

from .files import File
from .story import Cut, Row, Sample, Silence
from .words import in_bytes

_GOLDEN: Final = math.pi * (3 - math.sqrt(5))
"""The angle between two seeds of a sunflower."""

_RADIUS: Final = 100.0
_FILL: Final = 0.58
"""How much of a disc its dots cover: more, and they touch."""

_LARGE: Final = 24
"""Dots so large that the spiral alone does not keep others off them."""

_WIDTH, _HEIGHT = 960.0, 220.0
_BINS: Final = 120


def hue(number: int, *, first: int = 165) -> int:
    """A hue for the nth of things that need telling apart, however many there are."""
    return round(first + number * 137.5) % 360


def step_hue(number: int) -> int:
    """The same for steps, in other hues than those of targets."""
    return hue(number, first=232)


def sunflower(files: Sequence[File], heaviest: float) -> str:
    """One target: a dot for each object, its area the object's size. `heaviest` fills a disc."""
    shown = sorted(files, key=lambda file: -file.size)
    scale = math.pi * _RADIUS**2 * _FILL / max(heaviest, 1)
    dots, before = [], 0.0
    large: list[tuple[float, float, float]] = []
    for number, file in enumerate(shown):
        area = weight(file) * scale
        radius = math.sqrt(area / math.pi)
        distance = math.sqrt((before + area / 2) / (math.pi * _FILL)) if number else 0.0
        x, y = _free_place(distance, number * _GOLDEN, radius, large)
        before += area
        if number < _LARGE:
            large.append((x, y, radius))
        title = f"{escape(file.name)}, {in_bytes(file.size)}"
        dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"><title>{title}</title></circle>')
    return _svg("disc", "-112 -112 224 224", f"{len(files):,} objects as dots", "".join(dots))


def _free_place(
    distance: float, angle: float, radius: float, taken: Sequence[tuple[float, float, float]]
) -> tuple[float, float]:
    """The nearest place in that direction, at that distance or farther, where a dot touches none of the large ones."""
    while True:
        x, y = distance * math.cos(angle), distance * math.sin(angle)
        if all(math.hypot(x - other_x, y - other_y) >= radius + other for other_x, other_y, other in taken):
            return x, y
        distance += 0.5


def weight(file: File) -> float:
    """What a file counts for in the picture: its size, but so much that an empty one is seen."""
    return file.size + 2_048.0


def throughput(samples: Sequence[Sample], rows: Sequence[Row]) -> str:
    """MiB/s over time, a column for each slice of it, coloured by step."""
    names = [row.step for row in rows]
    last = max((sample.at for sample in samples), default=0.0) * 1.001 or 1.0
    slots: dict[tuple[int, str], int] = {}
    for sample in samples:
        key = (int(sample.at / last * _BINS), sample.step)
        slots[key] = slots.get(key, 0) + sample.size
    rates = {key: size / 1048576 / (last / _BINS) for key, size in slots.items()}
    top = _rounded(max(rates.values(), default=1.0), (1, 2, 4, 8))
    columns = "".join(_column(slot, step, rate, top, names.index(step)) for (slot, step), rate in rates.items())
    grid = "".join(_level(top * part / 4, part / 4) for part in range(5))
    ticks = "".join(_tick(second, last) for second in _seconds(last))
    box = f"-70 -14 {_WIDTH + 84:.0f} {_HEIGHT + 48:.0f}"
    return _svg("chart", box, f"up to {max(rates.values(), default=0):,.0f} MiB/s", grid + columns + ticks)


def cut_strip(cut: Cut) -> str:
    """The bytes of the object that was cut: what came over which connection."""
    at = _WIDTH * cut.after / cut.file.size
    asked = escape(", ".join(cut.ranges))
    zigzag = " ".join(f"{at + (4 if step % 2 else -4):.0f},{26 + step * 10}" for step in range(7))
    drawn = (
        f'<rect class="first" x="0" y="30" width="{at - 5:.1f}" height="52" rx="8"/>'
        f'<rect class="second" x="{at + 5:.1f}" y="30" width="{_WIDTH - at - 5:.1f}" height="52" rx="8"/>'
        f'<polyline class="tear" points="{zigzag}"/>'
        f'<text x="16" y="61">first connection: {cut.after:,} bytes</text>'
        f'<text x="{at + 22:.1f}" y="61">Range: {asked}</text>'
        f'<text class="soft" x="0" y="106">0</text>'
        f'<text class="soft" x="{_WIDTH:.0f}" y="106" text-anchor="end">{cut.file.size:,}</text>'
        f'<text class="soft" x="{at:.1f}" y="16" text-anchor="middle">cut</text>'
    )
    return _svg("strip", f"0 0 {_WIDTH:.0f} 112", "the bytes of each connection", drawn)


def silence_strip(silence: Silence) -> str:
    """The seconds of the read from a silent target: what it did, and what the client did."""
    scale = _WIDTH / (max(silence.seconds, silence.took) * 1.02)
    end, waited, there = (scale * each for each in (silence.seconds, silence.patience, silence.took))
    drawn = (
        f'<rect class="mute" x="0" y="8" width="{end:.1f}" height="34" rx="8"/>'
        f'<text x="16" y="31">t[{escape(silence.node)}] silent for {silence.seconds:g} s</text>'
        f'<rect class="first" x="0" y="50" width="{waited - 2:.1f}" height="34" rx="8"/>'
        f'<rect class="second" x="{waited + 2:.1f}" y="50" width="{max(there - waited, 6):.1f}" height="34" rx="8"/>'
        f'<text x="16" y="73">waits {silence.patience:g} s</text>'
        f'<text x="{max(there, waited + 8) + 14:.1f}" y="73">asked again, whole and verified after '
        f"{silence.took:.2f} s</text>"
        f'<text class="soft" x="0" y="106">0 s</text>'
        f'<text class="soft" x="{end:.1f}" y="106" text-anchor="end">{silence.seconds:g} s</text>'
    )
    return _svg("strip", f"0 0 {_WIDTH:.0f} 112", "the seconds of target and client", drawn)


def share_bar(landed: Mapping[str, Sequence[File]]) -> str:
    """All bytes as one bar, a part for each target."""
    whole = sum(file.size for files in landed.values() for file in files) or 1
    parts, at = [], 0.0
    for number, (node, files) in enumerate(landed.items()):
        size = sum(file.size for file in files)
        width = _WIDTH * size / whole
        title = f"<title>t[{escape(node)}], {in_bytes(size)}</title>"
        parts.append(
            f'<rect style="--hue:{hue(number)}" x="{at:.1f}" y="0" width="{width:.1f}" height="14">{title}</rect>'
        )
        at += width
    return _svg("share", f"0 0 {_WIDTH:.0f} 14", "the share of each target", "".join(parts))


def _svg(kind: str, box: str, label: str, content: str) -> str:
    fit = ' preserveAspectRatio="none"' if kind == "share" else ""
    return f'<svg class="{kind}" viewBox="{box}" role="img" aria-label="{label}"{fit}>{content}</svg>'


def _column(slot: int, step: str, rate: float, top: float, number: int) -> str:
    height = max(_HEIGHT * rate / top, 1.0)
    width = _WIDTH / _BINS
    return (
        f'<rect style="--hue:{step_hue(number)}" x="{slot * width + 0.8:.1f}" y="{_HEIGHT - height:.1f}" '
        f'width="{width - 1.6:.1f}" height="{height:.1f}" rx="2"><title>{step}: {rate:,.1f} MiB/s</title></rect>'
    )


def _level(rate: float, part: float) -> str:
    y = _HEIGHT * (1 - part)
    return (
        f'<line class="grid" x1="0" x2="{_WIDTH:.0f}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="soft" x="-10" y="{y + 5:.1f}" text-anchor="end">{rate:g}</text>'
    )


def _tick(second: float, last: float) -> str:
    return f'<text class="soft" x="{_WIDTH * second / last:.1f}" y="{_HEIGHT + 24:.0f}">{second:g} s</text>'


def _seconds(last: float) -> Iterator[float]:
    step = _rounded(last / 6, (1, 2, 5))
    for number in range(int(last / step) + 1):
        yield round(number * step, 6)


def _rounded(value: float, factors: Sequence[int]) -> float:
    """The next number above that reads well: one of the factors, times a power of ten."""
    power = 10.0 ** math.floor(math.log10(max(value, 1e-6)))
    return next((factor * power for factor in factors if factor * power >= value), 10 * power)
