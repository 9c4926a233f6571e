"""Jobs: what was started and takes its time, and what AIS tells about it.

To add a kind: its row is in `kinds.TABLE`, as AIS's kinds are all there; give its flags where they differ. The handler
of the operation that begins it writes a coroutine function `work(part)` and calls

    job = node.state.jobs.run("copy-bck", work, node.state.membership.targets, Subject.copying(source, destination))

for a job that ends, or `serve` with the same arguments for one that goes idle; the answer is `as_text(job.id)`.
`Jobs` says what work may do. A kind that users start by themselves is added to `local.startable`.
"""

from __future__ import annotations

from .job import Job, Part, Subject, Work
from .kinds import Kind, known_kind
from .query import Arguments, BucketName, Query, is_job_id, without_nulls
from .register import Jobs

__all__ = [
    "Arguments",
    "BucketName",
    "Job",
    "Jobs",
    "Kind",
    "Part",
    "Query",
    "Subject",
    "Work",
    "is_job_id",
    "known_kind",
    "without_nulls",
]
