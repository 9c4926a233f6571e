"""What AIS does wrong and clients must survive, as values that handlers ask. Without them all is done right."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from attrs import fields, frozen

QuirksName: TypeAlias = Literal["ais"]
"""Whose faults to imitate."""


@frozen
class Quirks:
    """One field for each fault. Each has its row in docs/reference/local.md."""

    crashes: bool = False
    """Requests at which a handler of AIS crashes get no answer; who asks for no range leaves a lock behind.
    Source: recorded on AIS 5.0 (02 head-target, 03 nullvalue-name, 04 put-cksum-unk, head2-latest, range-09)"""

    readers_lock: bool = False
    """Overwriting, changing or removing an object waits for all who read it, however slowly.
    Source: tried on AIS 5.0; core/lock.go"""

    wipes_metadata: bool = False
    """Custom metadata that grows over 2,048 bytes is dropped, all of it, and the answer is 200.
    Source: tried on AIS 5.0; core/lcustom.go"""

    forgets_metadata: bool = False
    """Custom metadata that comes with a PUT of what is stored already is shown, but not stored.
    Source: tried on AIS 5.0"""

    ghost_directories: bool = False
    """A name below which there are others, or once were, cannot be put, and reading it is 500.
    Source: tried on AIS 5.0; recorded (04 get-dirname)"""

    names_are_files: bool = False
    """A name over 255 bytes adds to the custom metadata, and one with NUL fails with 500.
    Source: recorded on AIS 5.0 (04 put-name-15, put-name-18)"""

    spaces_for_breaks: bool = False
    """A line break in a name becomes a space in `Location`: who follows it stores another object.
    Source: recorded on AIS 5.0 (04 put-name-16)"""

    hides_strays: bool = False
    """Objects that are not where they belong are not listed. Source: recorded on AIS 5.0 (04b stray-list)"""

    drops_a_slash: bool = False
    """In an easy URL a name loses its first slash: `/ais/b/x/y` is `xy`.
    Source: recorded on AIS 5.0 (12 get-nested)"""

    range_of_nothing: bool = False
    """The last bytes of an empty object are 206 and a `Content-Range` that is none. Source: tried on AIS 5.0"""

    forgets_birth: bool = False
    """Going back to the default properties sets the time of a bucket's creation to 0. Source: tried on AIS 5.0"""

    stops_reading: bool = False
    """A body that a node does not want is left unread, and half a second after the answer the connection is reset.
    Source: measured on AIS 5.0; net/http of Go"""

    waits_for_bodies: bool = False
    """Before a body in chunks that a node does not want is answered, up to 256 KiB of it are read; and after an answer
    to who asked with `Expect` whether to send a small one, the node waits for that. Source: tried on AIS 5.0"""

    evicts_delete: bool = False
    """To evict an object of a bucket of this cluster deletes it. Source: recorded on AIS 5.0 (04 delete-body)"""

    promotes_again: bool = False
    """A file that replaces an object is stored by more than one target: the version goes up by two, or three.
    Source: recorded (04 promote-file-get), tried on AIS 5.0"""

    takes_sources: bool = False
    """A promotion that deletes its source does so too where the object is kept as it was. Source: tried on AIS 5.0"""

    loses_ties: bool = False
    """A bucket that is tied to one of another AIS cluster takes nothing from there: 404.
    Source: recorded on AIS 5.0 (02r bb-get); ais/target.go"""

    syncs_cached: bool = False
    """A bucket of another cluster that is copied with `synchronize` or `latest-ver` is not copied as a whole: only what
    is here is compared and copied. And of what was compared, version and custom metadata are not told any more.
    Source: recorded on AIS 5.0 (02r copy-to-list, patch-warm)"""

    copies_stay: bool = False
    """An object that is copied into a bucket that is somewhere else, and belongs to one target in both, does not get
    there: the copy is here only. Source: recorded on AIS 5.0 (02r copy-to-list); ais/tgtobj.go"""

    batches_vary: bool = False
    """A get-batch is answered by chance, by whether the target that collects it also holds what is missing: if so it
    ends early, else there is a placeholder, asked for or not; a range outside is 400, else the whole object is sent.
    And its end comes 0.1 s late. Source: recorded (08 miss-strm, range-out)"""

    mars_tars: bool = False
    """What is added to a plain tar that is padded, or breaks off while it is added, leaves the tar such that after the
    next append nobody can read it. Source: recorded (04c app-pad-get), tried on AIS 5.0"""

    needs_folders: bool = False
    """No archive is made by an append where nothing on its mountpath is in the same folder.
    Source: tried on AIS 5.0"""

    loses_parts: bool = False
    """A part that is sent twice is lost: the upload is completed all the same, and reading stops where it would be; if
    it is the first, there is no object. Source: recorded (07 rep-get), tried on AIS 5.0"""

    gaps_hang: bool = False
    """Parts cannot be listed while one is missing between them, and who has tried waits for ever for the end of the
    upload. Source: tried on AIS 5.0"""

    loses_appends: bool = False
    """Of several that append to an object at the same time the last one wins, and the others are lost, all with 200.
    Source: tried on AIS 5.0"""

    nameless_summary: bool = False
    """A summary of all buckets, where there is only one, does not name it, and its smallest object has no bytes.
    Source: recorded on AIS 5.0 (02 summary-all-done)"""

    keeps_failed_etls: bool = False
    """An ETL that could not be started is listed as one that was stopped, and its name is taken until it is deleted.
    Source: recorded (10 list-after, init-again)"""

    counts_one_target: bool = False
    """The list of ETLs has the counts of one target, now of this one and now of that. Source: recorded (10b list-4,
    stop-list, delete-list); ais/prxetl.go"""

    jobs_linger: bool = False
    """Some kinds of jobs go on for 13 seconds after their last object, and others are not idle until then.
    Source: recorded on AIS 5.0 (06 snaps-running, snaps-idle)"""

    trusts_remote_lists: bool = False
    """Short listings of a bucket of another cluster have that one's flags, and differences are seen by custom
    metadata alone. Source: recorded on AIS 5.0 (02r lso-page, lso-diff)"""

    pretty_for_browsers: bool = False
    """`User-Agent: Mozilla/5.0...` gets its JSON indented. Source: recorded on AIS 5.0 (01 daemon-p-browser)"""

    @property
    def lingers(self) -> float:
        """Seconds for which jobs go on after their last object."""
        return _LINGER if self.jobs_linger else 0.0


_LINGER: Final = 13.0
"""Source: recorded on AIS 5.0 (06 snaps-finished)"""

NONE: Final = Quirks()
_NAMED: Final[Mapping[QuirksName | None, Quirks]] = MappingProxyType(
    {None: NONE, "ais": Quirks(**dict.fromkeys((field.name for field in fields(Quirks)), True))}
)


def named(name: QuirksName | None) -> Quirks:
    """The faults of that name; none without one.

    Raises:
        ValueError: there is no such name.
    """
    if name not in _NAMED:
        raise ValueError(f"no such quirks: {name!r} (only 'ais')")
    return _NAMED[name]
