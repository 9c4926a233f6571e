# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..models.etl_communication import ETLCommunication
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.env_var import EnvVar
    from ..models.etl_resources import ETLResources
    from ..models.etl_runtime import ETLRuntime


T = TypeVar("T", bound="ETLInitMessage")


@_attrs_define
class ETLInitMessage:
    """Either `runtime`, or `spec`. Fields that it does not know are ignored.

    Attributes:
        name (str): Small letters, digits and `-`, 6 to 32 of them. Kubernetes wants a letter or a digit at both ends.
        communication (ETLCommunication | Unset): How the target talks to it: it is sent objects, it is asked and
            fetches them, or both over a WebSocket.
        init_timeout (str | Unset): A length of time in Go's notation: `2h0m`, `10s`.
        obj_timeout (str | Unset): A length of time in Go's notation: `2h0m`, `10s`.
        support_direct_put (bool | Unset): It stores results itself where they belong to another target.
        env (list[EnvVar] | Unset): Environment of the pod.
        runtime (ETLRuntime | Unset):
        resources (ETLResources | Unset): What it may use and what it asks for, as Kubernetes has it: `{"limits":
            {"cpu": "500m", "memory": "1Gi"}}`.
        spec (str | Unset): A pod specification in YAML: one container with one port `default` and a readiness probe.
    """

    name: str
    communication: ETLCommunication | Unset = UNSET
    init_timeout: str | Unset = UNSET
    obj_timeout: str | Unset = UNSET
    support_direct_put: bool | Unset = UNSET
    env: list[EnvVar] | Unset = UNSET
    runtime: ETLRuntime | Unset = UNSET
    resources: ETLResources | Unset = UNSET
    spec: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        communication: str | Unset = UNSET
        if not isinstance(self.communication, Unset):
            communication = self.communication.value

        init_timeout = self.init_timeout

        obj_timeout = self.obj_timeout

        support_direct_put = self.support_direct_put

        env: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.env, Unset):
            env = []
            for env_item_data in self.env:
                env_item = env_item_data.to_dict()
                env.append(env_item)

        runtime: dict[str, Any] | Unset = UNSET
        if not isinstance(self.runtime, Unset):
            runtime = self.runtime.to_dict()

        resources: dict[str, Any] | Unset = UNSET
        if not isinstance(self.resources, Unset):
            resources = self.resources.to_dict()

        spec = self.spec

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if communication is not UNSET:
            field_dict["communication"] = communication
        if init_timeout is not UNSET:
            field_dict["init_timeout"] = init_timeout
        if obj_timeout is not UNSET:
            field_dict["obj_timeout"] = obj_timeout
        if support_direct_put is not UNSET:
            field_dict["support_direct_put"] = support_direct_put
        if env is not UNSET:
            field_dict["env"] = env
        if runtime is not UNSET:
            field_dict["runtime"] = runtime
        if resources is not UNSET:
            field_dict["resources"] = resources
        if spec is not UNSET:
            field_dict["spec"] = spec

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.env_var import EnvVar  # noqa: PLC0415
        from ..models.etl_resources import ETLResources  # noqa: PLC0415
        from ..models.etl_runtime import ETLRuntime  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        _communication = d.pop("communication", UNSET)
        communication: ETLCommunication | Unset
        if isinstance(_communication, Unset):
            communication = UNSET
        else:
            communication = ETLCommunication(_communication)

        init_timeout = d.pop("init_timeout", UNSET)

        obj_timeout = d.pop("obj_timeout", UNSET)

        support_direct_put = d.pop("support_direct_put", UNSET)

        _env = d.pop("env", UNSET)
        env: list[EnvVar] | Unset = UNSET
        if _env is not UNSET:
            env = []
            for env_item_data in _env:
                env_item = EnvVar.from_dict(env_item_data)

                env.append(env_item)

        _runtime = d.pop("runtime", UNSET)
        runtime: ETLRuntime | Unset
        if isinstance(_runtime, Unset):
            runtime = UNSET
        else:
            runtime = ETLRuntime.from_dict(_runtime)

        _resources = d.pop("resources", UNSET)
        resources: ETLResources | Unset
        if isinstance(_resources, Unset):
            resources = UNSET
        else:
            resources = ETLResources.from_dict(_resources)

        spec = d.pop("spec", UNSET)

        etl_init_message = cls(
            name=name,
            communication=communication,
            init_timeout=init_timeout,
            obj_timeout=obj_timeout,
            support_direct_put=support_direct_put,
            env=env,
            runtime=runtime,
            resources=resources,
            spec=spec,
        )

        return etl_init_message
