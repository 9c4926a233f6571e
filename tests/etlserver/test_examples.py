"""Every transformer in examples/etl runs beside a target of a local cluster, and makes of objects what it says."""

from __future__ import annotations

import ast
import bz2
import gzip
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import wave
from array import array
from collections.abc import Callable, Iterator
from math import pi, sin
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image
from xxhash import xxh64

from aistore_hl import Bucket, Client, Etl, LocalCluster, errors

FOLDER = Path(__file__).parents[2] / "examples" / "etl"
EXAMPLES = sorted(FOLDER.glob("*.py"))
LARGE = bytes(range(251)) * 10_000
"""More than two of the pieces in which transformers read."""

Start = Callable[..., Etl]


@pytest.fixture(scope="module")
def running() -> Iterator[LocalCluster]:
    """A cluster that knows each example as an image `example/<stem>`; one target, as each has a process of its own."""
    served = {
        f"example/{path.stem}": ["{python}", "-W", "error", "-m", "aistore_hl.etlserver", str(path)]
        for path in EXAMPLES
    }
    with LocalCluster(targets=1, etl_images=served) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def client(running: LocalCluster) -> Iterator[Client]:
    with Client(running.endpoint) as client:
        yield client


@pytest.fixture(scope="module")
def start(client: Client) -> Start:
    """Starts an example, the first time that somebody wants it so; the end of the cluster ends it."""
    started: dict[str, Etl] = {}

    def start(example: str, **options: Any) -> Etl:
        key = f"{example} {options}"
        if key not in started:
            name = f"example-{len(started)}-{example.replace('_', '-')}"
            started[key] = client.etl(name).init(f"example/{example}", **options)
        return started[key]

    return start


def made(bucket: Bucket, content: bytes, etl: Any, arguments: Any = None, *, name: str = "folder/object") -> bytes:
    """What becomes of an object."""
    stored = bucket.object(name)
    stored.put(content)
    return stored.get(etl=etl, etl_args=arguments).read_all()


def sound(seconds: float, *, rate: int = 8000, pitch: int = 440) -> bytes:
    """A WAV with one tone."""
    samples = array("h", (round(9000 * sin(2 * pi * pitch * n / rate)) for n in range(round(seconds * rate))))
    content = io.BytesIO()
    with wave.open(content, "wb") as audio:
        audio.setnchannels(1)
        audio.setsampwidth(2)
        audio.setframerate(rate)
        audio.writeframes(samples.tobytes())
    return content.getvalue()


def frames(content: bytes) -> bytes:
    """The samples of a WAV."""
    with wave.open(io.BytesIO(content)) as audio:
        return audio.readframes(audio.getnframes())


def files(content: bytes) -> dict[str, bytes]:
    """What is in a tar."""
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_example_says_what_it_shows_and_how_it_is_run(example: Path) -> None:
    """Its docstring has a title, and the command."""
    text = ast.get_docstring(ast.parse(example.read_text())) or ""

    assert f"AIS_TARGET_URL= {'AIS_ENDPOINT' * ('Client' in example.read_text())}" in text
    assert f"python examples/etl/{example.name}" in text


def test_the_page_has_every_example() -> None:
    """By a link."""
    text = (FOLDER / "README.md").read_text()

    assert [] == [path.name for path in EXAMPLES if f"]({path.name})" not in text]


def test_what_is_started_with_packages_is_loaded_without_them() -> None:
    """As the page says it: they are installed beside the targets."""
    commands = [line.split() for line in (FOLDER / "README.md").read_text().splitlines() if " --package " in line]
    program = "import runpy, sys; sys.modules[sys.argv[2]] = None; runpy.run_path(sys.argv[1])"
    for words in commands:
        package = words[words.index("--package") + 1].replace("-", "_")
        path = FOLDER.parents[1] / words[words.index("--file") + 1]
        subprocess.run([sys.executable, "-c", program, str(path), package], check=True)

    assert commands


@pytest.mark.parametrize(
    ("example", "options"),
    [
        ("echo", {}),
        ("echo_flask", {}),
        ("echo_fastapi", {"communication": "ws", "direct_put": True}),
    ],
    ids=["threads", "flask", "fastapi, over a WebSocket"],
)
def test_echo_gives_back_what_it_was_given(start: Start, bucket: Bucket, example: str, options: dict[str, Any]) -> None:
    """On each of the three servers, also what is larger than a piece, and nothing."""
    etl = start(example, **options)

    assert LARGE == made(bucket, LARGE, etl)
    assert b"" == made(bucket, b"", etl)


def test_hello_world_greets(start: Start, bucket: Bucket) -> None:
    """Whatever it is given."""
    assert b"Hello World!" == made(bucket, LARGE, start("hello_world"))


@pytest.mark.parametrize("communication", ["hpush", "hpull"])
def test_md5_is_that_of_all_content(start: Start, bucket: Bucket, communication: str) -> None:
    """Pushed, and fetched."""
    assert hashlib.md5(LARGE).hexdigest().encode() == made(bucket, LARGE, start("md5", communication=communication))


def test_hash_takes_its_seed_from_the_arguments(start: Start, bucket: Bucket) -> None:
    """Of each request; what is no number is an error of that request."""
    etl = start("hash_with_args")

    assert xxh64(LARGE, seed=42).hexdigest().encode() == made(bucket, LARGE, etl, "42")
    assert xxh64(LARGE).hexdigest().encode() == made(bucket, LARGE, etl)
    with pytest.raises(errors.AisError, match=r"ETL error: .*invalid literal for int"):
        made(bucket, LARGE, etl, "many")


def test_compress_takes_the_format_from_the_arguments(start: Start, bucket: Bucket) -> None:
    """gzip or bzip2, and nothing else."""
    etl = start("compress")
    content = LARGE[:1_100_000]

    assert content == gzip.decompress(made(bucket, content, etl))
    assert content == gzip.decompress(made(bucket, content, etl, "gz"))
    assert content == bz2.decompress(made(bucket, content, etl, "bz2"))
    with pytest.raises(errors.AisError, match=r"ETL error: .*must be gz or bz2, not 'zip'"):
        made(bucket, content, etl, "zip")


def test_ffmpeg_makes_wav_of_the_rate_and_channels_asked_for(start: Start, bucket: Bucket, tmp_path: Path) -> None:
    """Of a FLAC by real FFmpeg; what is no sound is an error in FFmpeg's words."""
    (tmp_path / "tone.wav").write_bytes(sound(0.5))
    words = [get_ffmpeg_exe(), "-loglevel", "error", "-i", "tone.wav", "tone.flac"]
    subprocess.run(words, cwd=tmp_path, check=True, stdin=subprocess.DEVNULL)
    etl = start("ffmpeg", env={"SAMPLE_RATE": "22050"})
    flac = (tmp_path / "tone.flac").read_bytes()

    shapes = []
    for arguments in ({"sample_rate": 16000, "channels": 2}, None):
        with wave.open(io.BytesIO(made(bucket, flac, etl, arguments))) as audio:
            shapes.append((audio.getframerate(), audio.getnchannels(), audio.getnframes()))

    assert [(16000, 2, 8000), (22050, 1, 11025)] == shapes
    with pytest.raises(errors.AisError, match=r"ETL error: .*FFmpeg: .*Invalid data"):
        made(bucket, b"no sound", etl)


def test_audio_is_split_by_the_lines_of_its_arguments(start: Start, bucket: Bucket) -> None:
    """Each part is a WAV of its own, to the sample."""
    whole = sound(2)
    lines = [
        {"id": "first", "from_time": 0, "to_time": 0.5},
        {"id": "overlapping", "from_time": 0.25, "to_time": 2},
    ]
    etl = start("audio_splitter")
    parts = files(made(bucket, whole, etl, "\n".join(map(json.dumps, lines))))

    assert ["first.wav", "overlapping.wav"] == list(parts)
    assert [frames(whole)[:8000], frames(whole)[4000:]] == [frames(part) for part in parts.values()]
    with pytest.raises(errors.AisError, match=r"ETL error: .*no part of 2 seconds: 1 to 3"):
        made(bucket, whole, etl, json.dumps({"id": "late", "from_time": 1, "to_time": 3}))


def test_parts_of_many_recordings_are_consolidated(start: Start, bucket: Bucket, running: LocalCluster) -> None:
    """One ETL asks the other for the parts of each recording, and all come in the order of the list."""
    recordings = {f"day-{number}.wav": sound(1, pitch=200 + 40 * number) for number in range(10)}
    bucket.put_many(recordings)
    listed = [
        {"audio": f"{bucket.ref}/{name}", "id": f"{name[:-4]}/{part}", "from_time": part, "to_time": part + 0.25}
        for name in recordings
        for part in (0.75, 0)
    ]
    splitter = start("audio_splitter")
    etl = start("audio_consolidator", env={"AIS_ENDPOINT": running.endpoint, "SPLITTER": splitter.name})
    parts = files(made(bucket, "\n".join(map(json.dumps, listed)).encode(), etl))

    assert [f"{line['id']}.wav" for line in listed] == list(parts)
    assert frames(recordings["day-7.wav"])[12_000:] == frames(parts["day-7/0.75.wav"])


@pytest.mark.stress
def test_pictures_become_arrays_of_one_size(start: Start, bucket: Bucket) -> None:
    """Channels first, the middle of the picture, whatever its shape and colours were."""
    etl = start("image_resize")
    made_of = []
    for mode, size in (("RGB", (640, 320)), ("L", (50, 90)), ("P", (64, 64))):
        content = io.BytesIO()
        Image.new(mode, size, 77 if mode == "L" else 0).save(content, "PNG")
        made_of.append(np.load(io.BytesIO(made(bucket, content.getvalue(), etl, "32"))))

    assert [(np.dtype("uint8"), (3, 32, 32))] * 3 == [(array.dtype, array.shape) for array in made_of]
    assert [0, 77, 0] == [int(array.mean()) for array in made_of]
    with pytest.raises(errors.AisError, match=r"ETL error: .*UnidentifiedImageError"):
        made(bucket, b"no picture", etl, "32")


def test_objects_are_renamed_at_the_end_of_a_pipeline(start: Start, bucket: Bucket, running: LocalCluster) -> None:
    """What the stage before made is stored under the new name, and the new name is what comes."""
    compress = start("compress")
    names = {"PATTERN": r"(\d+)/(\w+)\.log", "REPLACEMENT": r"\2/\1.log.gz", "RENAMED": str(bucket.ref)}
    rename = start("batch_rename", env={"AIS_ENDPOINT": running.endpoint, **names})

    assert f"{bucket.ref}/errors/2026.log.gz".encode() == made(
        bucket, LARGE, compress >> rename, name="2026/errors.log"
    )
    assert LARGE == gzip.decompress(bucket.object("errors/2026.log.gz").get().read_all())
