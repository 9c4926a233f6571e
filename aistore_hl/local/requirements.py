"""What a cluster must have for the properties that a bucket is to have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answers import Refusal, bad_request, not_built
from .buckets import Address, lookup_failed, provider_of
from .props import BucketProps

if TYPE_CHECKING:
    from .node import Node


def check_slices(node: Node, props: BucketProps) -> None:
    """Whether there are targets for all slices.

    Raises:
        Refusal: 400 ErrNotEnoughTargets.
    """
    coding = props.ec
    if not coding.enabled:
        return
    needed, present = coding.data_slices + coding.parity_slices + 1, len(node.state.membership.placement)
    if coding.data_slices < 1 or coding.parity_slices < 1:
        raise bad_request(f"invalid slices: {coding.data_slices} of data, {coding.parity_slices} of parity")
    if present < needed:
        text = f"EC configuration (D = {coding.data_slices}, P = {coding.parity_slices}) requires at least {needed}"
        raise bad_request(f"not enough target nodes: {text} targets (have {present})", "ErrNotEnoughTargets")


def check_backend(node: Node, props: BucketProps, *, is_new: bool) -> None:
    """Whether a bucket can be tied to what it names as behind it.

    Raises:
        Refusal: 400, 404 or 501. Source: recorded on AIS 5.0 (02 create-bad-backend, patch-backend and others)
    """
    behind = props.backend_bck
    if not behind.name:
        return
    space = behind.namespace
    address = Address(provider_of(behind.provider), space.uuid, space.name, behind.name)
    if not address.is_remote:
        raise bad_request(f'backend bucket "{address}" must be remote')
    if node.state.backends.behind(address) is None:
        if is_new:
            raise Refusal(501, f'{address.provider} bucket "{address}" does not exist', "ErrRemoteBckNotFound")
        raise lookup_failed(address, node.label)
    # It would be accepted and then not kept to: silence would be a lie.
    raise not_built("backend_bck")
