"""Inventories, as real clusters described them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aistore_hl._core.errors import ProtocolError
from aistore_hl._core.inventory import Inventory

WIRE = Path(__file__).parent.parent / "data/wire/02r-remote-ais.jsonl"


def test_recorded_inventory() -> None:
    """Of which bucket, how many names, and where it is kept."""
    documents = [
        document
        for line in WIRE.read_text(encoding="utf-8").splitlines()
        if isinstance(body := json.loads(line)["response"]["body"], dict)
        for document in body.values()
        if isinstance(document, dict) and "obj_name" in document
    ]

    assert documents
    for document in documents:
        found = Inventory.from_document(document)
        assert (document["name"], document["obj_name"], document["ntotal"]) == (found.name, found.object, found.names)
        assert found.started is not None


def test_malformed_inventory() -> None:
    """It is no answer of AIS."""
    with pytest.raises(ProtocolError, match="malformed"):
        Inventory.from_document({"name": "x"})
