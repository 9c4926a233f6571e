"""Which mounts of a pod are its target's."""

from __future__ import annotations

from pathlib import Path

import pytest

from aistore_hl.etlserver.refusal import Refused
from aistore_hl.etlserver.roots import Roots, data_mounts

MOUNTS = """\
588 458 0:159 / / rw,relatime master:185 - overlay overlay rw,lowerdir=/var
589 588 0:162 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw
590 588 0:163 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k
592 588 0:145 / /sys ro,nosuid,nodev,noexec,relatime - sysfs sysfs ro
595 588 8:1 /var/lib/kubelet/pods/1/etc-hosts /etc/hosts rw,relatime - ext4 /dev/sda1 rw
596 588 8:1 /config /etc/config ro,relatime - ext4 /dev/sda1 rw
597 588 0:143 / /run/secrets/kubernetes.io/serviceaccount ro,relatime - tmpfs tmpfs rw
600 588 8:16 / /ais/nvme0 ro,relatime shared:3 - xfs /dev/sdb rw,attr2
601 588 8:32 / /ais/my\\040disk ro,noatime - xfs /dev/sdc rw
602 588 8:48 / /scratch rw,relatime - ext4 /dev/sdd rw
"""


def test_mounts_of_the_target_are_those_that_cannot_be_written() -> None:
    """And that are no part of the system: neither secrets nor configuration."""
    assert ("/ais/nvme0", "/ais/my disk") == data_mounts(MOUNTS)


def test_a_root_may_be_a_link(tmp_path: Path) -> None:
    """Whoever deploys may use links, and name the folder or its link; below it there are none."""
    real = tmp_path / "real"
    real.mkdir()
    (real / "o").write_bytes(b"content")
    (tmp_path / "link").symlink_to(real)
    roots = Roots((str(tmp_path / "link"),))

    found = [roots.open(str(folder / "o")) for folder in (real, tmp_path / "link")]

    assert [7, 7] == [size for _, size in found]
    for file, _ in found:
        file.close()


def test_without_roots_nothing_is_read() -> None:
    """Not even what anybody may read."""
    with pytest.raises(Refused) as caught:
        Roots(()).open("/etc/hostname")

    assert 403 == caught.value.status
