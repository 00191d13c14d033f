"""Three nodes on PostgreSQL and S3, behind a balancer: what holds while all is well, and moving."""

import signal
import time

import pytest
from cluster import Cluster, Node, add, found, needs_services, request, wait_for_job, wait_until
from conftest import Library

pytestmark = needs_services


@pytest.fixture
def cluster(folder):
    made = Cluster(folder)
    yield made
    made.stop()


def test_what_one_node_is_told_every_node_knows(cluster):
    a, b, c = (node.port for node in cluster.nodes)
    first, _ = add(a, "pumps.txt", "The pump must be primed with quinces.")
    wait_for_job(b, first["job_id"])
    for port in (b, c, a, cluster.balancer.port):
        assert found(port, "quinces") == ["pumps"]
    # The original comes from S3, on whatever node; a page's session is good everywhere.
    path = f"/api/v1/documents/{first['document_id']}/original"
    for port in (a, b, c):
        assert b"primed with quinces" in request(port, "GET", path)[1]
    cookie = request(a, "POST", "/api/v1/session", {"key": "alx_cluster_0123456789abcdef"})[2]
    session = cookie["set-cookie"].split(";")[0]
    for port in (b, c):
        headers = {"Authorization": "", "Cookie": session}
        assert request(port, "GET", "/api/v1/documents", headers=headers)[0] in (200, 401)
    status, _, headers = request(c, "DELETE", f"/api/v1/documents/{first['document_id']}")
    assert status == 204
    for port in (a, b, c):
        assert found(port, "quinces") == []
    # A token of the deletion is waited for, also by a read that would not wait; one of another
    # history is told so.
    token = headers["x-alexandria-token"]
    assert found(b, "quinces", {"x-alexandria-token": token}, read_level="index_only") == []
    other = "0" * 32 + token[token.index(".") :]
    status, answer, _ = request(
        b,
        "POST",
        "/api/v1/collections/library/search",
        {"query": "quinces"},
        {"x-alexandria-token": other},
    )
    assert (status, answer["error"]) == (409, "stale_token"), answer
    nodes = request(a, "GET", "/api/v1/nodes")[1]["data"]
    assert [node["state"] for node in nodes] == ["ready"] * 3, nodes
    assert {node["address"][-5:] for node in nodes} == {str(port)[-5:] for port in (a, b, c)}
    for port in (a, b, c):
        report = request(port, "POST", "/api/v1/check", {})[1]
        assert report["ok"], report


def test_jobs_of_a_dead_node_are_taken_up_elsewhere(cluster):
    victim, *others = cluster.nodes
    text = "\n\n".join(f"Paragraph {i} about zebras and rivers." for i in range(3000))
    jobs = [add(victim.port, f"long{i}.md", f"Word{i} {text}")[0]["job_id"] for i in range(20)]
    time.sleep(0.3)
    victim.kill()
    killed = time.monotonic()

    def states():
        return [request(others[0].port, "GET", f"/api/v1/jobs/{job}")[1] for job in jobs]

    wait_until(
        lambda: (
            all(job["state"] != "running" or job["attempt"] > 1 for job in states())
            or all(job["state"] == "done" for job in states())
        ),
        "every job has a node that lives",
        40,
    )
    lost = [job for job in states() if job["attempt"] > 1]
    wait_until(lambda: all(job["state"] == "done" for job in states()), "all jobs are done", 120)
    print(f"{len(lost)} jobs were taken up, the last after {time.monotonic() - killed:.1f} s")
    assert request(others[0].port, "POST", "/api/v1/check", {})[1]["ok"]
    nodes = {n["state"] for n in request(others[0].port, "GET", "/api/v1/nodes")[1]["data"]}
    assert nodes == {"ready", "lost"}


def test_a_new_node_takes_the_index_files_of_another_and_refuses_damaged_ones(folder):
    cluster = Cluster(folder, nodes=1)
    try:
        first = cluster.nodes[0]
        text = "\n\n".join(f"Paragraph {i} about zebras and rivers." * 40 for i in range(100))
        jobs = [add(first.port, f"z{i}.txt", f"Word{i}. {text}")[0]["job_id"] for i in range(15)]
        for job in jobs:
            wait_for_job(first.port, job, 120)
        published = folder / "objects/library/blobs/indexes"

        def lists():
            return [path for path in published.glob("*/*/at/*") if path.is_file()]

        wait_until(lists, "an index is published", 60)
        second = Node(cluster, 1).start()
        cluster.nodes.append(second)
        assert found(second.port, "Word7") == ["z7"]
        assert "was taken from another node" in second.log()
        (kept,) = lists()
        size, largest = max(
            (path.stat().st_size, path) for path in kept.parent.parent.iterdir() if path.is_file()
        )
        largest.write_bytes(largest.read_bytes()[: size - 7] + b"damaged")
        third = Node(cluster, 2).start()
        cluster.nodes.append(third)
        assert found(third.port, "Word7") == ["z7"]
        assert "is refused" in third.log()
        for node in cluster.nodes:
            assert node.request("POST", "/api/v1/check", {})[1]["ok"]
    finally:
        cluster.stop()


def test_a_library_moves_into_a_cluster_and_back(folder):
    library = Library(folder / "one", ["--set", "models.default=none"])
    (folder / "a.txt").write_text("The archive opens at nine. Ask for quinces.")
    (folder / "b.txt").write_text("The archive closes at five.")
    library.run("add", folder / "a.txt", folder / "b.txt", "--wait")
    cluster = Cluster(folder, nodes=0)
    try:
        database, blobs = cluster.addresses()
        words = ["--set", "database.password=env:DATABASE_PASSWORD"]
        moved = cluster.run(
            "migrate", "--from", library.folder, "--to", database, "--blobs", blobs, *words
        )
        assert moved.returncode == 0 and "2 originals" in moved.stdout, moved
        again = cluster.run(
            "migrate", "--from", library.folder, "--to", database, "--blobs", blobs, *words
        )
        assert again.returncode != 0 and "target_not_empty" not in again.stdout
        assert "choose an empty database" in again.stderr, again
        node = Node(cluster, 0).start()
        cluster.nodes.append(node)
        assert found(node.port, "quinces") == ["a"]
        running = cluster.run(
            "migrate", "--from", database, "--to", folder / "no", "--from-blobs", blobs, *words
        )
        assert running.returncode != 0 and "stop all nodes first" in running.stderr, running
        document = request(node.port, "GET", "/api/v1/documents")[1]["data"][-1]["document_id"]
        assert request(node.port, "DELETE", f"/api/v1/documents/{document}")[0] == 204
        node.signal(signal.SIGTERM)
        assert node.process.wait(30) == 0
        back = cluster.run(
            "migrate", "--from", database, "--to", folder / "two", "--from-blobs", blobs, *words
        )
        assert back.returncode == 0 and "proved by their checksums" in back.stdout, back
    finally:
        cluster.stop()
    two = Library(folder / "two", ["--set", "models.default=none"])
    assert two.run("list")["total"] == 1 and two.run("check")["ok"]
    assert library.run("list")["total"] == 2 and library.run("check")["ok"]
