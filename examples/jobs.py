"""Jobs: start one, look at it, list what runs.

AIS_ENDPOINT=http://localhost:8080 python examples/jobs.py
"""

from aistore_hl import Client

with Client() as client:
    job = client.job(kind="cleanup").start()
    print(job, job.wait(timeout=60))
    for target, snapshots in job.snapshots().items():
        print(target, *snapshots)

    print([status for status in client.cluster().list_jobs(kind="cleanup") if status.id == job.id])
    # The same job, by its id.
    assert client.job(job.id).status().id == job.id
