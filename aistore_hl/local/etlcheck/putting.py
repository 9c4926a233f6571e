"""Results that a transformer is to put somewhere: to the target that keeps them, or to the next stage."""

from __future__ import annotations

from .exchange import Ask, Reply
from .nodes import Heard, Node, Say
from .trial import SECRET, Finding, Judgement, Trial, refused

_LENGTH = b"ais-direct-put-length"
_REASON = b"ais-etl-retry-reason"
_TRANSIENT = "direct-put-transient"


async def final(trial: Trial) -> Finding:
    """A result that belongs to another target."""
    heard, reply = await _put(trial, trial.other, "final")
    return _found("put", "a result for another target", reply, of_put(trial, "final", heard, reply))


async def small(trial: Trial) -> Finding:
    """A result for another target, of an object that it is given as a file."""
    heard, reply = await _put(trial, trial.other, "by-file", trial.file("object", trial.sample))
    if reply.status >= 400 and not trial.is_ours:
        return Finding("put", "the same, by etl_fqn", "untried", str(reply), "it does not read files of this machine")
    return _found("put", "the same, by etl_fqn", reply, of_put(trial, "by-file", heard, reply))


async def failing(trial: Trial) -> Finding:
    """A target that cannot store it."""
    trial.other.answer = lambda heard: Say(507, b"no space left")
    try:
        heard, reply = await _put(trial, trial.other, "failing")
    finally:
        trial.other.answer = trial.stored
    tried = "a target that cannot store the result"
    if heard:
        return _found("put", tried, reply, refused(reply, "an object that is stored nowhere counts as done"))
    if not reply.error and reply.status == 200:
        return _found("put", tried, reply, trial.judge(reply))
    return _found("put", tried, reply, Judgement("note", "it puts nothing by itself"))


async def breaking(trial: Trial) -> Finding:
    """A target that is gone in the middle of it, and back at once."""
    tried, broken = "a target whose connection breaks", 1

    def answer(heard: Heard) -> Say:
        nonlocal broken
        if broken:
            broken -= 1
            raise ConnectionResetError
        return trial.stored(heard)

    trial.other.answer = answer
    try:
        heard, reply = await _put(trial, trial.other, "broken")
    finally:
        trial.other.answer = trial.stored
    if not heard:
        return _found("put", tried, reply, Judgement("note", "it puts nothing by itself"))
    if reply.status == 503 and reply.text(_REASON) == _TRANSIENT:
        return _found("put", tried, reply, Judgement("ok", "the object is sent again"))
    if len(heard) > 1:
        return _found("put", tried, reply, of_put(trial, "broken", heard, reply))
    return _found("put", tried, reply, refused(reply, "an object that is stored nowhere counts as done"))


async def stranger(trial: Trial) -> Finding:
    """A target that it was not told of."""
    heard, reply = await _put(trial, trial.stranger, "stranger")
    tried = "a target that is not of the cluster"
    if heard:
        told = SECRET in heard[-1].target
        means = "whoever reaches the port gets content sent anywhere" + (", and learns the secret" if told else "")
        return _found("put", tried, reply, Judgement("note", means))
    judgement = trial.judge(reply)
    if judgement.verdict == "ok":
        judgement = Judgement("ok", "the result is answered instead, and stored by the target that asked")
    return _found("put", tried, reply, judgement)


async def malformed(trial: Trial) -> Finding:
    """Something that is no address."""
    reply = await trial.ask(trial.push(trial.sample, nodes=["http://[::1/", "file:///etc"]))
    judgement = refused(reply, "what is no address is taken for one, or for none: the result gets lost")
    if judgement.verdict == "wrong" and trial.result is not None and reply.content == trial.result:
        judgement = Judgement("note", "the result is answered as if there had been no address")
    return _found("put", "Ais-Node-Url that is none", reply, judgement)


async def stage(trial: Trial) -> Finding:
    """A pipeline that is read inline: what the next stage answers is the answer."""
    trial.stage.answer = lambda heard: Say(200, b"staged:" + heard.body)
    known = len(trial.stage.heard)
    reply = await trial.ask(trial.push(trial.sample, nodes=[trial.stage.origin]))
    heard = trial.stage.heard[known:]
    tried = "the next stage of a pipeline"
    if not heard:
        return _found("stage", tried, reply, _without_stage(trial, reply))
    if trial.result is not None and heard[-1].body != trial.result:
        return _found("stage", tried, reply, Judgement("wrong", "the next stage gets something else than the result"))
    return _found("stage", tried, reply, trial.judge(reply, content=b"staged:" + heard[-1].body))


async def stage_and_final(trial: Trial) -> Finding:
    """A pipeline of a job: the next stage puts its result to a target."""
    final = trial.final(trial.other, "staged")
    trial.stage.answer = lambda heard: Say(204, fields=(("Ais-Direct-Put-Length", "7"),))
    known = len(trial.stage.heard)
    reply = await trial.ask(trial.push(trial.sample, nodes=[trial.stage.origin, final]))
    heard = trial.stage.heard[known:]
    tried = "a stage, and then a target"
    if not heard:
        return _found("stage", tried, reply, _without_stage(trial, reply))
    if heard[-1].text(b"ais-node-url") != final:
        means = "the next stage is not told where its result goes, and the object gets lost"
        return _found("stage", tried, reply, Judgement("wrong", means))
    return _found("stage", tried, reply, _of_delivered(reply, 7))


async def failing_stage(trial: Trial) -> Finding:
    """A stage that fails."""
    trial.stage.answer = lambda heard: Say(500, b"cannot transform")
    known = len(trial.stage.heard)
    reply = await trial.ask(trial.push(trial.sample, nodes=[trial.stage.origin]))
    tried = "a stage that fails"
    if len(trial.stage.heard) == known:
        return _found("stage", tried, reply, _without_stage(trial, reply))
    return _found("stage", tried, reply, refused(reply, "the text of an error is stored as an object"))


async def _put(trial: Trial, node: Node, name: str, query: str = "") -> tuple[list[Heard], Reply]:
    """Give it the sample, with where the result belongs; what that node heard, and the answer."""
    known = len(node.heard)
    body = b"" if query else trial.sample
    ask: Ask = trial.push(body, query=query, nodes=[trial.final(node, name)])
    reply = await trial.ask(ask)
    return node.heard[known:], reply


def of_put(trial: Trial, name: str, heard: list[Heard], reply: Reply) -> Judgement:
    """Of an answer to who wanted the result at another target, which has heard that."""
    if not heard:
        judgement = trial.judge(reply)
        if judgement.verdict != "ok":
            return judgement
        return Judgement("note", "answered, and passed on by the target: direct put is slower to leave out")
    last = heard[-1]
    # What is behind it, such as the arguments once more, does no harm.
    if trial.is_ours and not last.target.startswith(f"{SECRET}/{trial.uname(name)}?owt=3&uuid=etl-check"):
        return Judgement("wrong", f"it puts to {last.target!r}, which is not where the result belongs")
    if not last.is_whole or (trial.result is not None and last.body != trial.result):
        return Judgement("wrong", "another content than the result is put")
    return _of_delivered(reply, len(last.body))


def _of_delivered(reply: Reply, length: int) -> Judgement:
    if reply.status != 204:
        if reply.error or reply.status >= 400:
            return Judgement("wrong", "an object that is stored counts as failed")
        return Judgement("wrong", "it is stored a second time, with what was answered")
    told = reply.text(_LENGTH)
    if told != str(length):
        return Judgement("note", f"stored; the job counts {told or 0} bytes of {length}")
    return Judgement("ok", "stored, and counted")


def _without_stage(trial: Trial, reply: Reply) -> Judgement:
    if reply.status >= 400:
        where = "" if trial.is_ours else "; has it ETL_ALLOWED_HOSTS?"
        return Judgement("wrong" if trial.is_ours else "note", f"pipelines fail: it refuses the next stage{where}")
    if reply.error:
        return trial.judge(reply)
    return Judgement("wrong", "the next stages are left out, and nobody is told")


def _found(way: str, tried: str, reply: Reply, judgement: Judgement) -> Finding:
    return Finding(way, tried, judgement.verdict, str(reply), judgement.means)
