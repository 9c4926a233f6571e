"""Objects over a WebSocket."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import unquote

from .exchange import Line
from .nodes import Say
from .trial import BUCKET, Finding, Judgement, Trial
from .websocket import Message, receive, send, upgraded


async def socket(trial: Trial) -> list[Finding]:
    """Objects, one as a file, one that is put to a target, one for another stage, and a message that is none."""
    async with trial.line() as line:
        reply = await upgraded(line, "/ws")
        if reply.status != 101:
            means = "no WebSocket: start it with hpush or hpull"
            return [Finding("ws", "GET /ws", "note", str(reply), means)]
        plain = await _said(trial, line, {"path": "object"})
        _, _, fqn = trial.file("object", trial.sample).partition("=")
        by_file = await _said(trial, line, {"path": "object", "fqn": unquote(fqn)})
        final = trial.final(trial.other, "socket")
        known = len(trial.other.heard)
        put = await _said(trial, line, {"path": "object", "pipeline": final})
        heard = trial.other.heard[known:]
    staged = await _staged(trial)
    async with trial.line() as line:
        await upgraded(line, "/ws")
        bad = await _said(trial, line, None)
    return [
        _plain(trial, "an object over the WebSocket", plain),
        _plain(trial, "fqn, as by default", by_file),
        _put(put, [each.body for each in heard]),
        staged,
        _bad(bad),
    ]


async def _staged(trial: Trial) -> Finding:
    """A pipeline that begins with it: what the next stage answers is the answer."""
    tried = "a stage of a pipeline"
    trial.stage.answer = lambda heard: Say(200, b"staged:" + heard.body)
    known = len(trial.stage.heard)
    async with trial.line() as line:
        await upgraded(line, "/ws")
        message = await _said(trial, line, {"path": "object", "pipeline": trial.stage.origin})
    heard = trial.stage.heard[known:]
    if not heard:
        return Finding("ws", tried, "wrong", str(message), "the next stages are left out, and nobody is told")
    if message.content != b"staged:" + heard[-1].body:
        return Finding("ws", tried, "wrong", str(message), "something else than what the stage has made is stored")
    return Finding("ws", tried, "ok", str(message), "read, or stored")


async def _said(trial: Trial, line: Line, control: dict[str, str] | None) -> Message:
    """The answer to one object."""
    try:
        async with asyncio.timeout(trial.seconds):
            if control is None:
                await send(line, b"no message of a target")
                return await receive(line)
            arguments = {"etl_args": trial.arguments} if trial.arguments else {}
            await send(line, json.dumps({**control, **arguments, "bucket": BUCKET}).encode())
            if "fqn" not in control:
                await send(line, trial.sample)
            return await receive(line)
    except (OSError, TimeoutError) as exc:
        return Message(code=1006, reason=str(exc) or f"no answer within {trial.seconds:g} s")


def _plain(trial: Trial, tried: str, message: Message) -> Finding:
    if message.content is None:
        if message.text is not None:
            means = "a text says that the result is stored elsewhere: the object is left out"
        else:
            means = "the object fails, and AIS has a connection less from then on"
        return Finding("ws", tried, "wrong", str(message), means)
    if trial.result is not None and trial.result != message.content:
        return Finding("ws", tried, "wrong", str(message), "other content than by a request is stored")
    return Finding("ws", tried, "ok", str(message), "stored")


def _put(message: Message, bodies: list[bytes]) -> Finding:
    judgement = _of_put(message, bodies)
    return Finding("ws", "one whose result is another target's", judgement.verdict, str(message), judgement.means)


def _of_put(message: Message, bodies: list[bytes]) -> Judgement:
    if message.content is not None:
        return Judgement("wrong", "stored twice") if bodies else Judgement("note", "passed on by the target")
    if message.text is None:
        return Judgement("wrong", "the object fails")
    if not bodies:
        return Judgement("wrong", "an object that is stored nowhere counts as done")
    if message.text != str(len(bodies[-1])):
        return Judgement("note", f"stored; the job counts {message.text!r} for {len(bodies[-1])} bytes")
    return Judgement("ok", "stored, and counted")


def _bad(message: Message) -> Finding:
    tried = "a failure"
    if message.text is not None:
        return Finding("ws", tried, "wrong", str(message), "AIS takes any text for `stored`: the object is left out")
    if message.content is not None:
        return Finding("ws", tried, "wrong", str(message), "the text of an error is stored as an object")
    if message.code in (1000, 1001, 1012):
        return Finding("ws", tried, "wrong", str(message), "an ordinary end: AIS waits for the object for ever")
    return Finding("ws", tried, "ok", str(message), "the object fails; AIS does not dial again")
