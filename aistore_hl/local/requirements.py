"""What a cluster must have for the properties that a bucket is to have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from .answers import Refusal, bad_request
from .buckets import Address, provider_of
from .lookup import find_bucket
from .props import BackendBucket, BucketProps

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


async def tied(node: Node, props: BucketProps, *, is_new: bool = False) -> BucketProps:
    """The properties, with what they name as behind the bucket by its own name: it is known here from then on.

    Versions are counted there. Source: ais/prxtxn.go (AIS 5.0), recorded (02r bb-head)

    Raises:
        Refusal: 400, 404 or 501. Source: recorded on AIS 5.0 (02 create-bad-backend, 02r bb-unset and others)
    """
    behind = props.backend_bck
    if behind == BackendBucket():
        return props
    provider = provider_of(behind.provider) if behind.name else behind.provider
    space = behind.namespace
    if not provider or not behind.name:
        shown = f"{provider}://@{space.uuid}#{space.name}/{behind.name}"
        raise bad_request(f'backend bucket "{shown}": {"name" if provider else "provider"} is empty')
    address = await node.state.backends.resolve(Address(provider, space.uuid, space.name, behind.name))
    if not address.is_remote:
        raise bad_request(f'backend bucket "{address}" must be remote')
    if props.provider != "ais":
        raise bad_request(
            f'invalid provider "{props.provider}": only ais:// buckets can have remote backend ("{address}")'
        )
    if is_new and node.state.backends.behind(address) is None:
        raise Refusal(501, f'{address.provider} bucket "{address}" does not exist', "ErrRemoteBckNotFound")
    found = await find_bucket(node, address)
    namespace = msgspec.structs.replace(space, uuid=address.cluster)
    named = BackendBucket(address.name, address.provider, namespace)
    versioning = msgspec.structs.replace(props.versioning, enabled=found.props.versioning.enabled)
    return msgspec.structs.replace(props, backend_bck=named, versioning=versioning)
