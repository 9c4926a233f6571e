# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.auth_config import AuthConfig
    from ..models.checksum_props import ChecksumProps
    from ..models.chunks_props import ChunksProps
    from ..models.client_config import ClientConfig
    from ..models.cluster_config_backend import ClusterConfigBackend
    from ..models.ec_props import ECProps
    from ..models.log_config import LogConfig
    from ..models.lru_props import LRUProps
    from ..models.mirror_props import MirrorProps
    from ..models.net_config import NetConfig
    from ..models.periodic_config import PeriodicConfig
    from ..models.proxy_config import ProxyConfig
    from ..models.rate_limit_props import RateLimitProps
    from ..models.rebalance_config import RebalanceConfig
    from ..models.resilver_config import ResilverConfig
    from ..models.space_config import SpaceConfig
    from ..models.timeout_config import TimeoutConfig
    from ..models.versioning_props import VersioningProps
    from ..models.write_policy_props import WritePolicyProps


T = TypeVar("T", bound="ClusterConfig")


@_attrs_define
class ClusterConfig:
    """Configuration of the cluster. Sections that are wholly default may be absent. Durations are text (`2h0m`), sizes
    text (`1GiB`) or numbers.

        Attributes:
            uuid (str): Id of the cluster.
            config_version (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
            features (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
            lastupdate_time (str): Go's form: `YYYY-MM-DD hh:mm:ss.nnnnnnnnn +0000 UTC m=+0.000000001`.
            auth (AuthConfig): Who may use the cluster; the rest of it has no secrets.
            backend (ClusterConfigBackend): Configuration of each backend by provider.
            proxy (ProxyConfig):
            net (NetConfig):
            timeout (TimeoutConfig):
            versioning (VersioningProps):
            client (ClientConfig | Unset): How long nodes wait for each other.
            periodic (PeriodicConfig | Unset):
            log (LogConfig | Unset):
            space (SpaceConfig | Unset): Percentages of disk space at which something happens.
            rebalance (RebalanceConfig | Unset):
            resilver (ResilverConfig | Unset):
            checksum (ChecksumProps | Unset):
            chunks (ChunksProps | Unset):
            ec (ECProps | Unset):
            lru (LRUProps | Unset):
            mirror (MirrorProps | Unset):
            rate_limit (RateLimitProps | Unset):
            write_policy (WritePolicyProps | Unset):
    """

    uuid: str
    config_version: str
    features: str
    lastupdate_time: str
    auth: AuthConfig
    backend: ClusterConfigBackend
    proxy: ProxyConfig
    net: NetConfig
    timeout: TimeoutConfig
    versioning: VersioningProps
    client: ClientConfig | Unset = UNSET
    periodic: PeriodicConfig | Unset = UNSET
    log: LogConfig | Unset = UNSET
    space: SpaceConfig | Unset = UNSET
    rebalance: RebalanceConfig | Unset = UNSET
    resilver: ResilverConfig | Unset = UNSET
    checksum: ChecksumProps | Unset = UNSET
    chunks: ChunksProps | Unset = UNSET
    ec: ECProps | Unset = UNSET
    lru: LRUProps | Unset = UNSET
    mirror: MirrorProps | Unset = UNSET
    rate_limit: RateLimitProps | Unset = UNSET
    write_policy: WritePolicyProps | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        uuid = self.uuid

        config_version = self.config_version

        features = self.features

        lastupdate_time = self.lastupdate_time

        auth = self.auth.to_dict()

        backend = self.backend.to_dict()

        proxy = self.proxy.to_dict()

        net = self.net.to_dict()

        timeout = self.timeout.to_dict()

        versioning = self.versioning.to_dict()

        client: dict[str, Any] | Unset = UNSET
        if not isinstance(self.client, Unset):
            client = self.client.to_dict()

        periodic: dict[str, Any] | Unset = UNSET
        if not isinstance(self.periodic, Unset):
            periodic = self.periodic.to_dict()

        log: dict[str, Any] | Unset = UNSET
        if not isinstance(self.log, Unset):
            log = self.log.to_dict()

        space: dict[str, Any] | Unset = UNSET
        if not isinstance(self.space, Unset):
            space = self.space.to_dict()

        rebalance: dict[str, Any] | Unset = UNSET
        if not isinstance(self.rebalance, Unset):
            rebalance = self.rebalance.to_dict()

        resilver: dict[str, Any] | Unset = UNSET
        if not isinstance(self.resilver, Unset):
            resilver = self.resilver.to_dict()

        checksum: dict[str, Any] | Unset = UNSET
        if not isinstance(self.checksum, Unset):
            checksum = self.checksum.to_dict()

        chunks: dict[str, Any] | Unset = UNSET
        if not isinstance(self.chunks, Unset):
            chunks = self.chunks.to_dict()

        ec: dict[str, Any] | Unset = UNSET
        if not isinstance(self.ec, Unset):
            ec = self.ec.to_dict()

        lru: dict[str, Any] | Unset = UNSET
        if not isinstance(self.lru, Unset):
            lru = self.lru.to_dict()

        mirror: dict[str, Any] | Unset = UNSET
        if not isinstance(self.mirror, Unset):
            mirror = self.mirror.to_dict()

        rate_limit: dict[str, Any] | Unset = UNSET
        if not isinstance(self.rate_limit, Unset):
            rate_limit = self.rate_limit.to_dict()

        write_policy: dict[str, Any] | Unset = UNSET
        if not isinstance(self.write_policy, Unset):
            write_policy = self.write_policy.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "uuid": uuid,
                "config_version": config_version,
                "features": features,
                "lastupdate_time": lastupdate_time,
                "auth": auth,
                "backend": backend,
                "proxy": proxy,
                "net": net,
                "timeout": timeout,
                "versioning": versioning,
            }
        )
        if client is not UNSET:
            field_dict["client"] = client
        if periodic is not UNSET:
            field_dict["periodic"] = periodic
        if log is not UNSET:
            field_dict["log"] = log
        if space is not UNSET:
            field_dict["space"] = space
        if rebalance is not UNSET:
            field_dict["rebalance"] = rebalance
        if resilver is not UNSET:
            field_dict["resilver"] = resilver
        if checksum is not UNSET:
            field_dict["checksum"] = checksum
        if chunks is not UNSET:
            field_dict["chunks"] = chunks
        if ec is not UNSET:
            field_dict["ec"] = ec
        if lru is not UNSET:
            field_dict["lru"] = lru
        if mirror is not UNSET:
            field_dict["mirror"] = mirror
        if rate_limit is not UNSET:
            field_dict["rate_limit"] = rate_limit
        if write_policy is not UNSET:
            field_dict["write_policy"] = write_policy

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.auth_config import AuthConfig  # noqa: PLC0415
        from ..models.checksum_props import ChecksumProps  # noqa: PLC0415
        from ..models.chunks_props import ChunksProps  # noqa: PLC0415
        from ..models.client_config import ClientConfig  # noqa: PLC0415
        from ..models.cluster_config_backend import ClusterConfigBackend  # noqa: PLC0415
        from ..models.ec_props import ECProps  # noqa: PLC0415
        from ..models.log_config import LogConfig  # noqa: PLC0415
        from ..models.lru_props import LRUProps  # noqa: PLC0415
        from ..models.mirror_props import MirrorProps  # noqa: PLC0415
        from ..models.net_config import NetConfig  # noqa: PLC0415
        from ..models.periodic_config import PeriodicConfig  # noqa: PLC0415
        from ..models.proxy_config import ProxyConfig  # noqa: PLC0415
        from ..models.rate_limit_props import RateLimitProps  # noqa: PLC0415
        from ..models.rebalance_config import RebalanceConfig  # noqa: PLC0415
        from ..models.resilver_config import ResilverConfig  # noqa: PLC0415
        from ..models.space_config import SpaceConfig  # noqa: PLC0415
        from ..models.timeout_config import TimeoutConfig  # noqa: PLC0415
        from ..models.versioning_props import VersioningProps  # noqa: PLC0415
        from ..models.write_policy_props import WritePolicyProps  # noqa: PLC0415

        d = dict(src_dict)
        uuid = d.pop("uuid")

        config_version = d.pop("config_version")

        features = d.pop("features")

        lastupdate_time = d.pop("lastupdate_time")

        auth = AuthConfig.from_dict(d.pop("auth"))

        backend = ClusterConfigBackend.from_dict(d.pop("backend"))

        proxy = ProxyConfig.from_dict(d.pop("proxy"))

        net = NetConfig.from_dict(d.pop("net"))

        timeout = TimeoutConfig.from_dict(d.pop("timeout"))

        versioning = VersioningProps.from_dict(d.pop("versioning"))

        _client = d.pop("client", UNSET)
        client: ClientConfig | Unset
        if isinstance(_client, Unset):
            client = UNSET
        else:
            client = ClientConfig.from_dict(_client)

        _periodic = d.pop("periodic", UNSET)
        periodic: PeriodicConfig | Unset
        if isinstance(_periodic, Unset):
            periodic = UNSET
        else:
            periodic = PeriodicConfig.from_dict(_periodic)

        _log = d.pop("log", UNSET)
        log: LogConfig | Unset
        if isinstance(_log, Unset):
            log = UNSET
        else:
            log = LogConfig.from_dict(_log)

        _space = d.pop("space", UNSET)
        space: SpaceConfig | Unset
        if isinstance(_space, Unset):
            space = UNSET
        else:
            space = SpaceConfig.from_dict(_space)

        _rebalance = d.pop("rebalance", UNSET)
        rebalance: RebalanceConfig | Unset
        if isinstance(_rebalance, Unset):
            rebalance = UNSET
        else:
            rebalance = RebalanceConfig.from_dict(_rebalance)

        _resilver = d.pop("resilver", UNSET)
        resilver: ResilverConfig | Unset
        if isinstance(_resilver, Unset):
            resilver = UNSET
        else:
            resilver = ResilverConfig.from_dict(_resilver)

        _checksum = d.pop("checksum", UNSET)
        checksum: ChecksumProps | Unset
        if isinstance(_checksum, Unset):
            checksum = UNSET
        else:
            checksum = ChecksumProps.from_dict(_checksum)

        _chunks = d.pop("chunks", UNSET)
        chunks: ChunksProps | Unset
        if isinstance(_chunks, Unset):
            chunks = UNSET
        else:
            chunks = ChunksProps.from_dict(_chunks)

        _ec = d.pop("ec", UNSET)
        ec: ECProps | Unset
        if isinstance(_ec, Unset):
            ec = UNSET
        else:
            ec = ECProps.from_dict(_ec)

        _lru = d.pop("lru", UNSET)
        lru: LRUProps | Unset
        if isinstance(_lru, Unset):
            lru = UNSET
        else:
            lru = LRUProps.from_dict(_lru)

        _mirror = d.pop("mirror", UNSET)
        mirror: MirrorProps | Unset
        if isinstance(_mirror, Unset):
            mirror = UNSET
        else:
            mirror = MirrorProps.from_dict(_mirror)

        _rate_limit = d.pop("rate_limit", UNSET)
        rate_limit: RateLimitProps | Unset
        if isinstance(_rate_limit, Unset):
            rate_limit = UNSET
        else:
            rate_limit = RateLimitProps.from_dict(_rate_limit)

        _write_policy = d.pop("write_policy", UNSET)
        write_policy: WritePolicyProps | Unset
        if isinstance(_write_policy, Unset):
            write_policy = UNSET
        else:
            write_policy = WritePolicyProps.from_dict(_write_policy)

        cluster_config = cls(
            uuid=uuid,
            config_version=config_version,
            features=features,
            lastupdate_time=lastupdate_time,
            auth=auth,
            backend=backend,
            proxy=proxy,
            net=net,
            timeout=timeout,
            versioning=versioning,
            client=client,
            periodic=periodic,
            log=log,
            space=space,
            rebalance=rebalance,
            resilver=resilver,
            checksum=checksum,
            chunks=chunks,
            ec=ec,
            lru=lru,
            mirror=mirror,
            rate_limit=rate_limit,
            write_policy=write_policy,
        )

        cluster_config.additional_properties = d
        return cluster_config

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
