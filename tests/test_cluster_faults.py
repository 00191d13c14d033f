"""Three nodes whose clocks are an hour apart, with everything going wrong."""

import os
import time

import pytest
from cluster import Cluster, add, found, needs_services, request, upload, wait_for_job, wait_until
from faults import faults_of
from history import History
from proxy import DEEDS, STEPS

pytestmark = needs_services
HOUR = 3600


@pytest.fixture
def cluster(folder):
    made = Cluster(folder, ahead_s=(0, HOUR, -HOUR), s3_disk_mb=192)
    yield made
    made.stop()


def test_a_connection_that_breaks_at_any_step_of_a_transaction_leaves_no_doubt(cluster):
    ports = [node.port for node in cluster.nodes]
    kinds = [(step, deed, False) for step in STEPS for deed in DEEDS]
    kinds += [("commit", "cut", True), ("before commit", "cut", True)]
    for number, kind in enumerate(kinds):
        traps = [cluster.proxy.set_trap(kind[0], kind[1], 0.3, kind[2]) for _ in ports]
        words = [f"zq{number}n{i}" for i in range(len(ports))]
        made = [
            add(port, f"{word}.txt", f"This text is of {word}.")[0]
            for port, word in zip(ports, words, strict=True)
        ]
        for one in made:
            wait_for_job(ports[0], one["job_id"])
        wait_until(lambda t=traps: all(one.sprung.is_set() for one in t), f"{kind} is met", 20)
        for port in ports:
            for word in words:
                assert found(port, word) == [word], kind
    total = request(ports[0], "GET", "/api/v1/documents?limit=1")[1]["total"]
    assert total == len(kinds) * len(ports)
    said = "".join(node.log() for node in cluster.nodes)
    assert "was lost; it was committed" in said
    assert "was lost; it was not committed" in said
    for node in cluster.nodes:
        report = node.request("POST", "/api/v1/check", {})[1]
        assert report["ok"], report


def test_a_full_disk_of_s3_is_said_and_passes(cluster):
    if not cluster.s3.is_small:
        pytest.skip("a file system of its own cannot be mounted here (it takes root)")
    port, *_ = (node.port for node in cluster.nodes)
    made, _ = add(port, "before.txt", "The archive has quinces.")
    wait_for_job(port, made["job_id"])
    cluster.s3.fill()
    for node in cluster.nodes:
        status, refused, _ = upload(node.port, "new.txt", "This does not fit.", source="/new")
        assert (status, refused["error"]) == (507, "object_store_full"), refused
        assert found(node.port, "quinces") == ["before"]
    assert request(port, "DELETE", f"/api/v1/documents/{made['document_id']}")[0] == 204
    cluster.s3.make_room()
    for i, node in enumerate(cluster.nodes):
        after, _ = add(node.port, f"after{i}.txt", f"There is room for plum{i} again.")
        wait_for_job(port, after["job_id"])
        assert found(port, f"plum{i}") == [f"after{i}"]
    for node in cluster.nodes:
        report = node.request("POST", "/api/v1/check", {})[1]
        assert report["ok"], report


def test_clocks_that_differ_by_an_hour_change_nothing(cluster):
    ports = [node.port for node in cluster.nodes]
    for i, port in enumerate(ports):
        made, token = add(port, f"clock{i}.txt", f"Word{i} at its hour.")
        wait_for_job(ports[(i + 1) % 3], made["job_id"])
        path = f"/api/v1/documents/{made['document_id']}/original"
        for other in ports:
            assert found(other, f"Word{i}", {"x-alexandria-token": token}) == [f"clock{i}"]
            assert request(other, "GET", path)[1] == f"Word{i} at its hour.".encode()
    hours = [request(port, "GET", "/")[2]["date"].split()[4] for port in ports]
    assert len(set(hours)) == 3, f"the clocks do not differ: {hours}"
    nodes = request(ports[0], "GET", "/api/v1/nodes")[1]["data"]
    assert [node["state"] for node in nodes] == ["ready"] * 3, nodes
    for document in request(ports[0], "GET", "/api/v1/documents")[1]["data"]:
        path = f"/api/v1/documents/{document['document_id']}/versions"
        (version,) = request(ports[0], "GET", path)[1]["data"]
        assert abs(version["created_ms"] - time.time() * 1000) < 120_000, version


def run_history(cluster, seconds, seed):
    history = History([node.port for node in cluster.nodes], seed)
    history.run(seconds, faults_of(cluster))
    for node in cluster.nodes:
        node.wait_until_ready()
    history.look_at_all()
    print(f"\n{history.counts}")
    assert history.faults == [], "\n".join(
        f"{node.name}: {line}" for node in cluster.nodes for line in node.log().splitlines()[-60:]
    )
    assert history.counts["written"] > seconds / 4
    for node in cluster.nodes:
        report = node.request("POST", "/api/v1/check", {}, patience=300)[1]
        assert report["ok"], report


def test_nothing_is_lost_doubled_or_undone_whatever_fails(cluster):
    run_history(cluster, 40, int(os.environ.get("ALEXANDRIA_HISTORY_SEED", "1")))


@pytest.mark.long
def test_the_same_for_ten_minutes(cluster):
    run_history(cluster, 600, int(os.environ.get("ALEXANDRIA_HISTORY_SEED", "2")))
