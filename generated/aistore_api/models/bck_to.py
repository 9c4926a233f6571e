# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..models.provider_name import ProviderName
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.namespace import Namespace


T = TypeVar("T", bound="BckTo")


@_attrs_define
class BckTo:
    """The bucket of the destination.

    Attributes:
        name (str): Letters, digits, `.`, `_` and `-`; no `..`; a leading `.` is for the system's own buckets.
        provider (ProviderName | Unset): A backend provider as requests may spell it.
        namespace (Namespace | Unset): A namespace; empty strings mean this cluster and its global namespace.
    """

    name: str
    provider: ProviderName | Unset = UNSET
    namespace: Namespace | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        provider: str | Unset = UNSET
        if not isinstance(self.provider, Unset):
            provider = self.provider.value

        namespace: dict[str, Any] | Unset = UNSET
        if not isinstance(self.namespace, Unset):
            namespace = self.namespace.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if provider is not UNSET:
            field_dict["provider"] = provider
        if namespace is not UNSET:
            field_dict["namespace"] = namespace

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.namespace import Namespace  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        _provider = d.pop("provider", UNSET)
        provider: ProviderName | Unset
        if isinstance(_provider, Unset):
            provider = UNSET
        else:
            provider = ProviderName(_provider)

        _namespace = d.pop("namespace", UNSET)
        namespace: Namespace | Unset
        if isinstance(_namespace, Unset):
            namespace = UNSET
        else:
            namespace = Namespace.from_dict(_namespace)

        bck_to = cls(
            name=name,
            provider=provider,
            namespace=namespace,
        )

        return bck_to
