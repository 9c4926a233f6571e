"""Objects that are given to a transformer: in the body of a request, or as the path of a file."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from .exchange import Ask, Reply
from .trial import BUCKET, Finding, Judgement, Trial, refused

AT_ONCE: Final = 8

_PROMPT: Final = 1.0
"""Seconds that Kubernetes waits for /health, unless a pod says otherwise."""


def _found(way: str, tried: str, reply: Reply, judgement: Judgement) -> Finding:
    return Finding(way, tried, judgement.verdict, str(reply), judgement.means)


async def health(trial: Trial) -> Finding:
    """Whether it says that it is ready."""
    reply = await trial.ask(Ask("GET", "/health"))
    if 200 <= reply.status < 400:
        return _found("health", "GET /health", reply, Judgement("ok", "the pod is ready"))
    return _found("health", "GET /health", reply, Judgement("wrong", "the pod never becomes ready: init fails"))


async def health_head(trial: Trial) -> Finding:
    """The same without content."""
    reply = await trial.ask(Ask("HEAD", "/health"))
    if 200 <= reply.status < 400:
        judgement = Judgement("ok", "also for load balancers, which ask so")
    else:
        judgement = Judgement("note", "Kubernetes asks with GET only")
    return _found("health", "HEAD /health", reply, judgement)


async def body(trial: Trial) -> Finding:
    """An object in the body; what becomes of it is what the others are compared with."""
    first = await trial.ask(trial.push(trial.sample))
    if first.status == 200 and not first.error:
        second = await trial.ask(trial.push(trial.sample))
        if first.content == second.content:
            trial.result = first.content
    judgement = trial.judge(first)
    if judgement.verdict == "ok" and trial.result is None:
        judgement = Judgement("note", "the result differs each time: what follows is not compared with it")
    return _found("push", "content in the body", first, judgement)


async def kept(trial: Trial) -> Finding:
    """Two objects over one connection."""
    async with trial.line() as line:
        first = await line.ask(trial.push(trial.sample))
        if not first.error and not first.is_kept:
            reason = Judgement("note", "AIS connects anew for each object, which is slow for small ones")
            return _found("push", "two objects over one connection", first, reason)
        reply = await line.ask(trial.push(trial.sample))
    return _found("push", "two objects over one connection", reply, trial.judge(reply))


async def escaped(trial: Trial) -> Finding:
    """A name that is not plain."""
    reply = await trial.ask(trial.push(trial.sample, name="folder/an%20object+%C3%A9"))
    return _found("push", "a name with a slash, a blank and é", reply, trial.judge(reply))


async def empty(trial: Trial) -> Finding:
    """An object of no bytes. A transform may refuse it."""
    reply = await trial.ask(trial.push(b""))
    if reply.error or reply.status < 400:
        # Whatever is made of nothing is right, be it nothing.
        return _found("push", "an empty object", reply, trial.judge(reply, content=reply.content))
    return _found("push", "an empty object", reply, Judgement("note", "empty objects fail; all others go on"))


async def large(trial: Trial) -> Finding:
    """One that is more than any buffer. What is in it may be nothing that a transform takes."""
    tried = f"an object of {len(trial.large) / (1 << 20):g} MiB"
    reply = await trial.ask(trial.push(trial.large))
    if reply.status >= 400 and not reply.error:
        return _found("push", tried, reply, Judgement("note", "refused, in good order; is it content for it?"))
    return _found("push", tried, reply, trial.judge(reply, content=reply.content))


async def chunked(trial: Trial) -> Finding:
    """Content whose length is not told, as a stage that streams sends it to the next one."""
    reply = await trial.ask(trial.push(trial.sample, is_chunked=True))
    return _found("push", "content in chunks, as from a stage that streams", reply, trial.judge(reply))


async def cut_short(trial: Trial) -> Finding:
    """Content that ends before its length does."""
    heard = len(trial.other.heard)
    ask = trial.push(trial.sample, nodes=[trial.final(trial.other, "cut")], missing=1)
    reply = await trial.ask(ask)
    judgement = refused(reply, "part of an object is taken for a whole one")
    if len(trial.other.heard) > heard:
        judgement = Judgement("wrong", "what is made of part of an object is put to its target")
    return _found("push", "content that breaks off", reply, judgement)


async def at_once(trial: Trial) -> Finding:
    """Several objects at a time."""
    replies = await asyncio.gather(*(trial.ask(trial.push(trial.sample)) for _ in range(AT_ONCE)))
    judged = [(reply, trial.judge(reply)) for reply in replies]
    reply, judgement = next((each for each in judged if each[1].verdict == "wrong"), judged[0])
    return _found("push", f"{AT_ONCE} objects at once", reply, judgement)


async def health_meanwhile(trial: Trial) -> Finding:
    """Whether it is still ready while objects are on their way to it."""
    lines = [trial.line() for _ in range(AT_ONCE)]
    try:
        for line in lines:
            await line.begin(_halved(trial))
        began = time.monotonic()
        reply = await trial.ask(Ask("GET", "/health"))
        spent = time.monotonic() - began
    except OSError as exc:  # nobody listens any more
        reply, spent = Reply(0, error=str(exc)), 0.0
    finally:
        for line in lines:
            await line.__aexit__(None, None, None)
    tried = f"GET /health while {AT_ONCE} objects are on their way"
    if not 200 <= reply.status < 400 or spent > _PROMPT:
        means = "Kubernetes takes it for not ready, or ends it, when it is busy"
        return _found("health", tried, reply, Judgement("wrong", means))
    return Finding("health", tried, "ok", f"{reply} in {spent * 1000:.0f} ms", "the pod stays ready")


def _halved(trial: Trial) -> Ask:
    """A request whose body has not come yet."""
    return Ask("PUT", f"/{BUCKET}/object", None, (("Content-Length", str(len(trial.sample) or 1)),))


async def by_file(trial: Trial) -> Finding:
    """An object as the path of a file, which is how targets hand them over unless the latest version is wanted."""
    reply = await trial.ask(trial.push(query=trial.file("object", trial.sample)))
    return _found("file", "etl_fqn, as by default", reply, _of_file(trial, reply))


def _of_file(trial: Trial, reply: Reply) -> Judgement:
    judgement = trial.judge(reply)
    if reply.status >= 400 and not trial.is_ours:
        return Judgement("note", "it reads no files of this machine; in its pod it has to read the target's")
    if judgement.verdict == "wrong" and reply.status == 200:
        return Judgement("wrong", "what is made of an empty body is stored, for every object")
    return judgement


async def missing_file(trial: Trial) -> Finding:
    """A file that is not there, as when its mountpath is gone."""
    reply = await trial.ask(trial.push(query=trial.file("missing")))
    return _found("file", "etl_fqn of a file that is gone", reply, refused(reply, "what is made of nothing is stored"))


async def foreign_file(trial: Trial) -> Finding:
    """A file that is none of the target's."""
    reply = await trial.ask(trial.push(query=trial.file("foreign", trial.sample, folder="elsewhere")))
    return _found("file", "etl_fqn outside of the mounts", reply, _of_foreign(reply))


def _of_foreign(reply: Reply) -> Judgement:
    if reply.status >= 400 or reply.error:
        return Judgement("ok", "nobody reads the pod's own files by it")
    return Judgement("note", "AIS never asks so; whoever reaches the port reads any file of the pod")


async def climbing_file(trial: Trial) -> Finding:
    """A path that leaves the mounts."""
    trial.file("foreign", trial.sample, folder="elsewhere")
    reply = await trial.ask(trial.push(query=trial.file("../elsewhere/foreign")))
    return _found("file", "etl_fqn that climbs out of them", reply, _of_foreign(reply))


async def method(trial: Trial) -> Finding:
    """A request that AIS never sends."""
    reply = await trial.ask(Ask("DELETE", f"/{BUCKET}/object"))
    if reply.status >= 400:
        judgement = Judgement("ok", "AIS never asks so")
    else:
        judgement = Judgement("note", "AIS never asks so; a method that is not known is better refused")
    return _found("server", "DELETE", reply, judgement)


async def alive(trial: Trial) -> Finding:
    """Whether it still does its work after all that."""
    reply = await trial.ask(trial.push(trial.sample))
    return _found("server", "an object after all of this", reply, trial.judge(reply))
