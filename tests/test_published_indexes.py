"""What nodes publish of their indexes holds no text a minute after it was deleted."""

import contextlib
import time

from cluster import Cluster, add, found, needs_services, request, wait_for_job, wait_until

pytestmark = needs_services


def is_in(folder, word):
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError, IsADirectoryError):  # replaced meanwhile
            if word in path.read_bytes():
                return True
    return False


def test_deleted_text_leaves_published_files_though_s3_and_every_node_fail_meanwhile(folder):
    cluster = Cluster(folder, nodes=2)
    published = folder / "objects/library/blobs/indexes"

    try:
        a, b = cluster.nodes
        text = "\n\n".join(f"Paragraph {i} about zebras and rivers." * 40 for i in range(100))
        jobs = [add(a.port, f"z{i}.txt", f"Word{i}. {text}")[0]["job_id"] for i in range(12)]
        secret = add(a.port, "secret.txt", "Of the word qzwvkjx alone.")[0]
        for job in (*jobs, secret["job_id"]):
            wait_for_job(a.port, job, 120)
        wait_until(lambda: is_in(published, b"qzwvkjx"), "an index is published", 90)
        for node in (a, b):
            wait_until(lambda: is_in(node.data / "index", b"qzwvkjx"), "it is saved")  # noqa: B023
        cluster.s3.kill()
        document = secret["document_id"]
        assert request(b.port, "DELETE", f"/api/v1/documents/{document}")[0] == 204
        assert found(a.port, "qzwvkjx") == []

        def has_left(node):
            return not is_in(node.data / "index", b"qzwvkjx")

        wait_until(lambda: has_left(a) and has_left(b), "it leaves the nodes' own files", 60)
        assert is_in(published, b"qzwvkjx"), "nothing can be removed without S3"
        for node in (a, b):
            node.kill()
        cluster.s3.start()
        a.start()
        began = time.monotonic()
        wait_until(lambda: not is_in(published, b"qzwvkjx"), "it leaves what is published", 60)
        print(f"{time.monotonic() - began:.1f} s after S3 and a node were there again")
        assert found(a.port, "Word7") == ["z7"]
    finally:
        cluster.stop()
