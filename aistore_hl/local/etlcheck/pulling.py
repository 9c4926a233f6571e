"""Objects that a transformer is asked for, and fetches from the target beside it."""

from __future__ import annotations

from urllib.parse import quote

from .exchange import Ask, Reply
from .nodes import Say
from .putting import of_put
from .trial import SECRET, Finding, Judgement, Trial, refused


async def pull(trial: Trial) -> Finding:
    """An object that the target has."""
    trial.objects["object"] = Say(200, trial.sample)
    reply = await _asked(trial, "object")
    if not trial.has_target:
        return _untried("an object that it fetches")
    heard = [each for each in trial.target.heard if each.method == "GET"]
    if heard and heard[-1].target.partition("?")[0] != f"{SECRET}/{trial.uname('object')}":
        means = f"it asks for {heard[-1].target!r}, which the target does not know"
        return _found("an object that it fetches", reply, Judgement("wrong", means))
    return _found("an object that it fetches", reply, trial.judge(reply))


async def missing(trial: Trial) -> Finding:
    """One that the target does not have."""
    reply = await _asked(trial, "missing")
    if not trial.has_target:
        return _untried("an object that is gone")
    return _found("an object that is gone", reply, refused(reply, "what is made of an error's text is stored"))


async def cut_short(trial: Trial) -> Finding:
    """One that the target breaks off in the middle of."""
    trial.objects["short"] = Say(200, trial.sample, missing=1)
    reply = await _asked(trial, "short")
    if not trial.has_target:
        return _untried("a fetch that breaks off")
    return _found("a fetch that breaks off", reply, refused(reply, "part of an object is taken for a whole one"))


async def by_file(trial: Trial) -> Finding:
    """One that is also named as a file, as targets do."""
    trial.objects["object"] = Say(200, trial.sample)
    reply = await _asked(trial, "object", trial.file("object", trial.sample))
    if not trial.has_target:
        return _untried("etl_fqn, as by default")
    return _found("etl_fqn, as by default", reply, trial.judge(reply))


async def final(trial: Trial) -> Finding:
    """One whose result belongs to another target."""
    trial.objects["object"] = Say(200, trial.sample)
    known = len(trial.other.heard)
    reply = await _asked(trial, "object", nodes=trial.final(trial.other, "pulled"))
    if not trial.has_target:
        return _untried("a result for another target")
    return _found("a result for another target", reply, of_put(trial, "pulled", trial.other.heard[known:], reply))


async def _asked(trial: Trial, name: str, query: str = "", nodes: str = "") -> Reply:
    pairs = [f"etl_args={quote(trial.arguments, safe='')}"] if trial.arguments else []
    pairs += [query] if query else []
    suffix = f"?{'&'.join(pairs)}" if pairs else ""
    fields = [("Ais-Node-Url", nodes)] if nodes else []
    return await trial.ask(Ask("GET", f"/{trial.uname(name)}{suffix}", fields=fields))


def _untried(tried: str) -> Finding:
    return Finding("pull", tried, "untried", "-", "it was not started with the AIS_TARGET_URL of this check")


def _found(tried: str, reply: Reply, judgement: Judgement) -> Finding:
    return Finding("pull", tried, judgement.verdict, str(reply), judgement.means)
