"""The tree of errors: what each also is, and that it survives a pickle."""

from __future__ import annotations

import pickle

import pytest

from aistore_hl._core import errors
from aistore_hl._core.errors import AisError, StatusError, class_of

CLASSES = {
    name: value for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, AisError)
}

BUILT_IN = {
    "ConfigError": ValueError,
    "EndpointMissing": ValueError,
    "InvalidName": ValueError,
    "InvalidMetadata": ValueError,
    "InsecureToken": PermissionError,
    "TransportError": ConnectionError,
    "ConnectFailed": ConnectionError,
    "ConnectTimeout": TimeoutError,
    "PoolTimeout": TimeoutError,
    "ReadTimeout": TimeoutError,
    "WriteTimeout": TimeoutError,
    "DeadlineExceeded": TimeoutError,
    "RedirectRefused": PermissionError,
    "BodyInterrupted": ConnectionError,
    "BadRequest": ValueError,
    "Unauthorized": PermissionError,
    "AccessDenied": PermissionError,
    "NotFound": FileNotFoundError,
    "BucketNotFound": FileNotFoundError,
    "ObjectNotFound": FileNotFoundError,
    "Gone": FileNotFoundError,
    "AlreadyExists": FileExistsError,
    "BucketAlreadyExists": FileExistsError,
    "RangeNotSatisfiable": ValueError,
}


@pytest.mark.parametrize(("name", "built_in"), BUILT_IN.items(), ids=BUILT_IN)
def test_error_is_what_it_means(name: str, built_in: type[Exception]) -> None:
    """Code that knows nothing of AIS can catch it."""
    assert issubclass(CLASSES[name], built_in)


@pytest.mark.parametrize("cls", CLASSES.values(), ids=CLASSES)
def test_error_survives_a_pickle(cls: type[AisError]) -> None:
    """With its text and its facts, whatever built-in it also is."""
    exc = cls("what happened", status=404, node="t1")
    exc.add_note("a note")

    twin = pickle.loads(pickle.dumps(exc))

    assert type(exc) is type(twin)
    assert "what happened" == str(twin) == str(exc)
    assert (404, "t1") == (twin.status, twin.node)


@pytest.mark.parametrize("cls", CLASSES.values(), ids=CLASSES)
def test_every_class_is_in_the_drawing(cls: type[AisError]) -> None:
    """The module's docstring draws the whole tree, each class below its own parent."""
    lines = (errors.__doc__ or "").splitlines()
    levels = {line.strip("│├└─ ").split(" ")[0]: len(line) - len(line.lstrip("│├└─ ")) for line in lines if line}
    parents = [base.__name__ for base in cls.__bases__ if issubclass(base, AisError)]

    assert cls.__name__ in levels
    assert all(levels[parent] < levels[cls.__name__] for parent in parents)


@pytest.mark.parametrize(
    ("status", "tcode", "name"),
    [
        (400, "", "BadRequest"),
        (400, "errInvalidPath", "BadRequest"),
        (400, "ErrNoNodes", "NoTargets"),
        (400, "ErrXactUsePrev", "JobAlreadyRunning"),
        (401, "", "Unauthorized"),
        (403, "ErrBucketAccessDenied", "AccessDenied"),
        (404, "", "NotFound"),
        (404, "ErrBckNotFound", "BucketNotFound"),
        (404, "ErrRemoteBckNotFound", "BucketNotFound"),
        (404, "ErrNotFound", "ObjectNotFound"),
        (409, "ErrBusy", "Busy"),
        (409, "ErrBucketAlreadyExists", "BucketAlreadyExists"),
        (409, "", "Conflict"),
        (410, "", "Gone"),
        (416, "ErrRangeNotSatisfiable", "RangeNotSatisfiable"),
        (423, "", "Conflict"),
        (429, "ErrRateLimitFrontend", "TooManyRequests"),
        (500, "", "ServerError"),
        (400, "ErrLmetaNotFound", "ObjectNotFound"),
        (500, "ErrBadCksum", "BadChecksum"),
        (500, "ErrLmetaNotFound", "ObjectNotFound"),
        (500, "ErrLmetaCorrupted", "ServerError"),
        (501, "ErrUnsupp", "Unsupported"),
        (502, "", "Unavailable"),
        (503, "", "Unavailable"),
        (504, "", "Unavailable"),
        (507, "ErrCapExceeded", "OutOfSpace"),
        (418, "", "StatusError"),
        (599, "x", "ServerError"),
    ],
)
def test_class_of_an_answer(status: int, tcode: str, name: str) -> None:
    """By status and `tcode`, never by the text."""
    assert CLASSES[name] is class_of(status, tcode)
    assert issubclass(CLASSES[name], StatusError)
