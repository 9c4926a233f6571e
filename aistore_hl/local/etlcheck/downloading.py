"""Objects of download jobs, which a transformer fetches from anywhere."""

from __future__ import annotations

from urllib.parse import quote

from .exchange import Ask
from .nodes import Say
from .trial import BUCKET, Finding, Judgement, Trial

_TRIED = "POST /download"


async def download(trial: Trial) -> Finding:
    """Content at a URL, which becomes an object."""
    trial.objects["file"] = Say(200, trial.sample)
    heard = len(trial.stranger.heard)
    pairs = [f"object_to={BUCKET}/file", f"original_url={quote(f'{trial.stranger.origin}/%2Ffile', safe='')}"]
    pairs += [f"etl_args={quote(trial.arguments, safe='')}"] if trial.arguments else []
    reply = await trial.ask(Ask("POST", f"/download?{'&'.join(pairs)}", b""))
    if reply.status >= 400 and not reply.error and len(trial.stranger.heard) == heard:
        means = "download jobs with it fail; all else goes on"
        return Finding("download", _TRIED, "note", str(reply), means)
    judgement = trial.judge(reply)
    if judgement.verdict == "ok" and len(trial.stranger.heard) == heard:
        judgement = Judgement("wrong", "what it was not asked for is stored")
    return Finding("download", _TRIED, judgement.verdict, str(reply), judgement.means)
