# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="HTTPConfig")


@_attrs_define
class HTTPConfig:
    """
    Attributes:
        use_https (bool):
        skip_verify (bool):
        server_crt (str | Unset):
        server_key (str | Unset):
        client_ca_tls (str | Unset):
        client_auth_tls (int | Unset):
        domain_tls (str | Unset):
        idle_conn_time (str | Unset): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        backend_idle_conn_time (str | Unset): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        idle_conns_per_host (int | Unset):
        idle_conns (int | Unset):
        write_buffer_size (int | Unset):
        read_buffer_size (int | Unset):
        chunked_transfer (bool | Unset):
    """

    use_https: bool
    skip_verify: bool
    server_crt: str | Unset = UNSET
    server_key: str | Unset = UNSET
    client_ca_tls: str | Unset = UNSET
    client_auth_tls: int | Unset = UNSET
    domain_tls: str | Unset = UNSET
    idle_conn_time: str | Unset = UNSET
    backend_idle_conn_time: str | Unset = UNSET
    idle_conns_per_host: int | Unset = UNSET
    idle_conns: int | Unset = UNSET
    write_buffer_size: int | Unset = UNSET
    read_buffer_size: int | Unset = UNSET
    chunked_transfer: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        use_https = self.use_https

        skip_verify = self.skip_verify

        server_crt = self.server_crt

        server_key = self.server_key

        client_ca_tls = self.client_ca_tls

        client_auth_tls = self.client_auth_tls

        domain_tls = self.domain_tls

        idle_conn_time = self.idle_conn_time

        backend_idle_conn_time = self.backend_idle_conn_time

        idle_conns_per_host = self.idle_conns_per_host

        idle_conns = self.idle_conns

        write_buffer_size = self.write_buffer_size

        read_buffer_size = self.read_buffer_size

        chunked_transfer = self.chunked_transfer

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "use_https": use_https,
                "skip_verify": skip_verify,
            }
        )
        if server_crt is not UNSET:
            field_dict["server_crt"] = server_crt
        if server_key is not UNSET:
            field_dict["server_key"] = server_key
        if client_ca_tls is not UNSET:
            field_dict["client_ca_tls"] = client_ca_tls
        if client_auth_tls is not UNSET:
            field_dict["client_auth_tls"] = client_auth_tls
        if domain_tls is not UNSET:
            field_dict["domain_tls"] = domain_tls
        if idle_conn_time is not UNSET:
            field_dict["idle_conn_time"] = idle_conn_time
        if backend_idle_conn_time is not UNSET:
            field_dict["backend_idle_conn_time"] = backend_idle_conn_time
        if idle_conns_per_host is not UNSET:
            field_dict["idle_conns_per_host"] = idle_conns_per_host
        if idle_conns is not UNSET:
            field_dict["idle_conns"] = idle_conns
        if write_buffer_size is not UNSET:
            field_dict["write_buffer_size"] = write_buffer_size
        if read_buffer_size is not UNSET:
            field_dict["read_buffer_size"] = read_buffer_size
        if chunked_transfer is not UNSET:
            field_dict["chunked_transfer"] = chunked_transfer

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        use_https = d.pop("use_https")

        skip_verify = d.pop("skip_verify")

        server_crt = d.pop("server_crt", UNSET)

        server_key = d.pop("server_key", UNSET)

        client_ca_tls = d.pop("client_ca_tls", UNSET)

        client_auth_tls = d.pop("client_auth_tls", UNSET)

        domain_tls = d.pop("domain_tls", UNSET)

        idle_conn_time = d.pop("idle_conn_time", UNSET)

        backend_idle_conn_time = d.pop("backend_idle_conn_time", UNSET)

        idle_conns_per_host = d.pop("idle_conns_per_host", UNSET)

        idle_conns = d.pop("idle_conns", UNSET)

        write_buffer_size = d.pop("write_buffer_size", UNSET)

        read_buffer_size = d.pop("read_buffer_size", UNSET)

        chunked_transfer = d.pop("chunked_transfer", UNSET)

        http_config = cls(
            use_https=use_https,
            skip_verify=skip_verify,
            server_crt=server_crt,
            server_key=server_key,
            client_ca_tls=client_ca_tls,
            client_auth_tls=client_auth_tls,
            domain_tls=domain_tls,
            idle_conn_time=idle_conn_time,
            backend_idle_conn_time=backend_idle_conn_time,
            idle_conns_per_host=idle_conns_per_host,
            idle_conns=idle_conns,
            write_buffer_size=write_buffer_size,
            read_buffer_size=read_buffer_size,
            chunked_transfer=chunked_transfer,
        )

        http_config.additional_properties = d
        return http_config

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
