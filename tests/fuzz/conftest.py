"""The cluster that tests/abuse has, for what schemathesis makes up. Needs the group `fuzz`: tox -e fuzz."""

from tests.abuse.conftest import victim

__all__ = ["victim"]
