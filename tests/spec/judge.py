"""Whether a record is what the manifest says it is. Pure: what speaks against it comes back as text."""

from __future__ import annotations

from itertools import pairwise

from tests.spec.manifest import Entry
from tests.spec.operations import AmbiguousOperation, Spec, SpecOperation
from tests.spec.recordings import Record, Request
from tests.spec.verdicts import (
    answer_errors,
    declared_answer,
    error_form_errors,
    redirect_errors,
    request_errors,
)


def judge(spec: Spec, record: Record, entry: Entry) -> list[str]:
    """What speaks against the class of a record."""
    if entry.kind != "spec":
        return _against_other(spec, record, entry)
    operation = spec.operation(entry.operation)
    found = _against_request(spec, record.request, operation, entry)
    return found + _against_answers(spec, record, operation)


def _against_request(spec: Spec, request: Request, operation: SpecOperation, entry: Entry) -> list[str]:
    errors = request_errors(spec, operation, request)
    if entry.malformed:
        return [] if errors else [f"nothing is wrong with the request, which should be: {entry.malformed}"]
    match = spec.match(request)
    return errors if match is operation else [f"the request is {match.id if match else 'no operation'}", *errors]


def _against_answers(spec: Spec, record: Record, operation: SpecOperation) -> list[str]:
    found = []
    for answer in record.answers:
        found += answer_errors(spec, operation, answer)
        if declared_answer(operation, answer.status, by_name=True) is None:
            found.append(f"status {answer.status} is not declared by name")
    for leg, after in pairwise(record.legs):
        found += redirect_errors(spec, operation, record.request, leg.answer, after)
    return found


def _against_other(spec: Spec, record: Record, entry: Entry) -> list[str]:
    try:
        match = spec.match(record.request)
    except AmbiguousOperation as error:
        # Two requests in one are evidence of neither.
        return [] if entry.kind == "outside" else [str(error)]
    fits = match is not None and not request_errors(spec, match, record.request)
    if match is not None and fits and not _against_answers(spec, record, match):
        return [f"it fits {match.id}: its class is spec"]
    return error_form_errors(spec, record.request.method, record.answer) if entry.kind == "shape" else []
