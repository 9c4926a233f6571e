"""Parts of a WAV as a tar; `etl_args` has a line of JSON for each: `{"id": "a-1", "from_time": 0.5, "to_time": 2}`.

    AIS_TARGET_URL= python examples/etl/audio_splitter.py

Other formats are made WAV by ffmpeg.py first. audio_consolidator.py asks for parts of many objects at once.
"""

import io
import json
import tarfile
import wave

from aistore_hl.etlserver import HTTPMultiThreadedServer


class AudioSplitter(HTTPMultiThreadedServer):
    """For each line a file `<id>.wav`, in their order."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        packed = io.BytesIO()
        with wave.open(io.BytesIO(data)) as audio, tarfile.open(fileobj=packed, mode="w") as tar:
            for line in filter(None, etl_args.splitlines()):
                part = json.loads(line)
                content = cut(audio, float(part["from_time"]), float(part["to_time"]))
                member = tarfile.TarInfo(f"{part['id']}.wav")
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
        return packed.getvalue()

    def get_mime_type(self) -> str:
        return "application/x-tar"


def cut(audio: wave.Wave_read, begin: float, end: float) -> bytes:
    """A part as a WAV of its own; times in seconds."""
    first, last = (round(seconds * audio.getframerate()) for seconds in (begin, end))
    if not 0 <= first < last <= audio.getnframes():
        raise ValueError(f"no part of {audio.getnframes() / audio.getframerate():g} seconds: {begin:g} to {end:g}")
    audio.setpos(first)
    content = io.BytesIO()
    with wave.open(content, "wb") as part:
        part.setparams(audio.getparams())
        part.writeframes(audio.readframes(last - first))
    return content.getvalue()


if __name__ == "__main__":
    AudioSplitter().start()
