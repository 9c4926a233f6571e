"""The pod specifications that came with the client of 2022: `MD5.format(communication_type="hpush")`.

`MD5`, `HELLO_WORLD` and `ECHO` run on the servers of this package, in a stock image of Python; a local cluster needs no
image for them. `GO_ECHO` and `TAR2TF` are images of NVIDIA's, which take Kubernetes. Each is made on first use.
"""

from __future__ import annotations

from string import Template
from typing import Final

__all__ = ["ECHO", "GO_ECHO", "HELLO_WORLD", "MD5", "TAR2TF"]

ECHO: str
GO_ECHO: str
HELLO_WORLD: str
MD5: str
TAR2TF: str

_POD: Final = Template("""\
apiVersion: v1
kind: Pod
metadata:
  name: transformer-$name
  annotations:
    communication_type: "{communication_type}://"
    wait_timeout: 5m
spec:
  containers:
    - name: server
      image: $image
      imagePullPolicy: IfNotPresent
      ports:
        - name: default
          containerPort: 8000
      readinessProbe:
        httpGet:
          path: /health
          port: default
""")

_OURS: Final = Template("""\
      command:
        - sh
        - -c
        - pip install --quiet $packages && exec python -m aistore_hl.etlserver
      env:
        - name: ETL_CLASS_PAYLOAD
          value: $payload
""")

_SERVERS: Final = {"ECHO": "Echo", "HELLO_WORLD": "HelloWorld", "MD5": "Md5"}
_IMAGES: Final = {"GO_ECHO": "aistorage/transformer_echo_go:latest", "TAR2TF": "aistorage/transformer_tar2tf:latest"}


def __getattr__(name: str) -> str:
    shown = name.lower().replace("_", "-")
    if name in _IMAGES:
        return _POD.substitute(name=shown, image=_IMAGES[name])
    if name not in _SERVERS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from aistore_hl.etlserver.payload import pack, versions

    from . import etl_servers

    made = versions()
    packages = f"'aistore-hl[etl]=={made['aistore_hl']}' 'cloudpickle=={made['cloudpickle']}'"
    pod = _POD.substitute(name=shown, image=f"python:{made['python']}-slim")
    return pod + _OURS.substitute(packages=packages, payload=pack(getattr(etl_servers, _SERVERS[name])))


def __dir__() -> list[str]:
    return __all__
