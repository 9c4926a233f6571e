"""The clusters on which the groups were recorded: who was in them, and where objects were kept."""

from __future__ import annotations

from typing import Final

CLUSTERS: Final = {
    "01-health-cluster-daemon": ("nwPp51080", ("ZsRt51083", "eUjt51082", "vTnt51081")),
    "02-buckets": ("JeGp24080", ("vkLt24081", "AGnt24082", "HuJt24083")),
    "02r-remote-ais": ("KMqp24080", ("xkHt24081", "SAtt24082", "hpRt24083")),
    "03-list-objects": ("BBgp24080", ("Swjt24081", "JZjt24082", "qfwt24083")),
    "04-objects": ("KMqp24080", ("xkHt24081", "SAtt24082", "hpRt24083")),
    "04b-direct-target": ("KMqp24080", ("xkHt24081", "SAtt24082", "hpRt24083")),
    "04c-archive": ("BBgp24080", ("Swjt24081", "JZjt24082", "qfwt24083")),
    "05-multi-object": ("BBgp24080", ("Swjt24081", "JZjt24082", "qfwt24083")),
    "06-jobs": ("KRRp24080", ("nirt24081", "JGBt24082", "zOtt24083")),
    "07-multipart-native": ("BBgp24080", ("Swjt24081", "JZjt24082", "qfwt24083")),
    "08-get-batch": ("JeGp24080", ("vkLt24081", "AGnt24082", "HuJt24083")),
    "10-etl": ("STqp24180", ("rDPt24181", "bbrt24182")),
    "10b-etl-live": ("e1qqzp1c4l33s", ("wQtt24982", "bSJt24981")),
    "12-easy-urls": ("KRRp24080", ("nirt24081", "JGBt24082", "zOtt24083")),
}
"""The cluster of each group: its proxy, its targets. 01 was recorded on two; this is the one of its larger part."""

RUNS: Final = (
    ("01-health-cluster-daemon",),
    ("02-buckets",),
    ("02r-remote-ais",),
    ("03-list-objects",),
    ("04-objects", "04b-direct-target"),
    ("04c-archive",),
    ("05-multi-object",),
    ("06-jobs",),
    ("07-multipart-native",),
    ("08-get-batch",),
    ("10-etl",),
    ("10b-etl-live",),
    ("12-easy-urls",),
)
"""Groups that follow one another on one cluster."""

OTHERS: Final = {"02r-remote-ais": {"R": ("kAup24380", ("Mftt24381", "wCmt24382"))}}
"""Other clusters that a group speaks to, by the letter that the recordings have for them."""

REMOTE_IDS: Final = {"R": ("Pm1kK44RJ", "http://127.0.0.1:24380")}
"""The id of such a cluster, and its address."""


MOUNTPATHS: Final = {
    group: {
        target: (f"/memory/mp1/recorded-{number}", f"/memory/mp2/recorded-{number}")
        for target, number in zip(("Swjt24081", "JZjt24082", "qfwt24083"), numbers, strict=True)
    }
    for group, numbers in (("03-list-objects", (312, 1, 157)), ("05-multi-object", (2, 5, 2)))
}
"""Names with which objects share mountpaths as it is told in a group, by `location` and by how many workers a job has.
The real ones are not in it."""
