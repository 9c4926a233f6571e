"""What becomes of a sample that cannot be read or decoded."""

from __future__ import annotations

import pytest

from aistore_hl.torch.policy import SKIP, Policy


def failing(sample: str) -> str:
    raise ArithmeticError(f"cannot decode {sample}")


def test_raising_names_the_sample() -> None:
    """The error is the one that was met, with the name as a note."""
    with pytest.raises(ArithmeticError) as caught:
        Policy().apply(failing, "a/b", "x")

    assert ["sample 'a/b'"] == caught.value.__notes__


def test_skipping_leaves_a_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """A training that misses samples can be found out about."""
    assert SKIP is Policy("skip").apply(failing, "a/b", "x")
    assert "'a/b' is left out: cannot decode x" in caplog.text


def test_a_function_says_what_comes_instead() -> None:
    """It gets the name and the error."""
    policy = Policy(lambda name, error: (name, str(error)))

    assert ("a", "cannot decode x") == policy.apply(failing, "a", "x")


@pytest.mark.parametrize("wrong", [{"on_error": "ignore"}, {"retries": -1}], ids=str)
def test_another_policy_is_refused(wrong: dict[str, object]) -> None:
    """Where it is made, not at the first failure."""
    with pytest.raises(ValueError, match=r"on_error|retries"):
        Policy(**wrong)
