"""Audio of any format as WAV, by FFmpeg: `etl_args={"sample_rate": 16000, "channels": 1}`.

    AIS_TARGET_URL= python examples/etl/ffmpeg.py

What an object's arguments leave open, SAMPLE_RATE and CHANNELS in the environment say: they are what a pipeline needs,
each of whose stages gets the same arguments. Needs the package imageio-ffmpeg, which has the program in it;
IMAGEIO_FFMPEG_EXE names another.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from aistore_hl.etlserver import HTTPMultiThreadedServer


class ToWav(HTTPMultiThreadedServer):
    """Files on both sides of FFmpeg: many formats cannot be read from a pipe, and a WAV's head has its length."""

    def setup(self) -> None:
        from imageio_ffmpeg import get_ffmpeg_exe  # here, so that only where it runs it has to be installed

        self.program: str = get_ffmpeg_exe()

    def transform_stream(self, reader: BinaryIO, path: str, etl_args: str) -> Iterator[bytes]:
        wanted = json.loads(etl_args or "{}")
        rate = int(wanted.get("sample_rate") or os.environ.get("SAMPLE_RATE") or 44100)
        channels = int(wanted.get("channels") or os.environ.get("CHANNELS") or 1)
        with TemporaryDirectory() as folder:
            source, result = Path(folder, "source"), Path(folder, "result.wav")
            with source.open("wb") as file:
                shutil.copyfileobj(reader, file, 1 << 20)
            self.run("-i", str(source), "-vn", "-ar", str(rate), "-ac", str(channels), str(result))
            with result.open("rb") as file:
                while piece := file.read(1 << 20):
                    yield piece

    def run(self, *arguments: str) -> None:
        """FFmpeg, whose last words are the error."""
        command = [self.program, "-nostdin", "-loglevel", "error", *arguments]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace")
        if done.returncode:
            raise ValueError(f"FFmpeg: {done.stderr.strip().splitlines()[-1:] or done.returncode}")

    def get_mime_type(self) -> str:
        return "audio/wav"


if __name__ == "__main__":
    ToWav().start()
