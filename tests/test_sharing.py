"""One large document on several nodes: its passages are embedded by all of them."""

import json
import re
import time

from cluster import (
    Cluster,
    Node,
    found,
    needs_services,
    request,
    upload,
    wait_for_job,
    wait_until,
)

pytestmark = needs_services


def shares(node):
    text = request(node.port, "GET", "/metrics")[1].decode()
    found = re.search(r"^alexandria_embedding_shares_total (\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0


def long_text(paragraphs):
    words = "river stone lamp archive pump copper valve meadow harbour engine quarry signal".split()
    lines = []
    for i in range(paragraphs):
        some = [words[(i * 7 + k * (1 + i % 5)) % len(words)] for k in range(90)]
        lines.append(f"Paragraph {i} of the long report. " + " ".join(some) + ".")
    return "\n\n".join(lines)


def test_all_nodes_embed_one_document_and_a_dead_one_holds_nothing_up(folder):
    settings = ("models.default=all-MiniLM-L6-v2", "jobs.workers=1")
    cluster = Cluster(folder, nodes=3, settings=settings)
    try:
        a, b, c = cluster.nodes
        paragraphs = 900
        status, answer, _ = upload(a.port, "report.md", long_text(paragraphs))
        assert status == 202, answer
        job = answer["job_id"]

        def state():
            return request(a.port, "GET", f"/api/v1/jobs/{job}")[1]

        owner = None
        wait_until(lambda: state()["state"] == "running", "the job runs")
        wait_until(lambda: sum(map(shares, cluster.nodes)) >= 2, "others help", 60)
        helped = {node.name: shares(node) for node in cluster.nodes}
        helpers = [node for node in cluster.nodes if shares(node) > 0]
        owner = next(node for node in cluster.nodes if shares(node) == 0)
        killed = None
        if state()["state"] == "running":
            killed = helpers[0]
            killed.kill()
        began = time.monotonic()
        wait_until(
            lambda: request(owner.port, "GET", f"/api/v1/jobs/{job}")[1]["state"] == "done",
            "the job is done",
            120,
        )
        print(f"shares {helped}, done {time.monotonic() - began:.1f} s after the kill")
        assert killed is not None, "the document was too small for the test"
        living = [node for node in cluster.nodes if node is not killed]
        for node in living:
            for i in (0, paragraphs // 2, paragraphs - 1):
                body = {"query": f'"Paragraph {i} of the long report"', "mode": "keyword"}
                found = request(node.port, "POST", "/api/v1/collections/library/search", body)[1]
                assert found["data"][0]["title"] == "report", json.dumps(found)[:500]
            assert request(node.port, "POST", "/api/v1/check", {})[1]["ok"]
        job_row = request(owner.port, "GET", f"/api/v1/jobs/{job}")[1]
        assert job_row["attempt"] == 1, job_row
    finally:
        cluster.stop()


def test_a_job_is_taken_at_once_while_all_embed_for_another(folder):
    settings = ("models.default=all-MiniLM-L6-v2", "jobs.workers=1")
    cluster = Cluster(folder, nodes=2, settings=settings)
    try:
        a, b = cluster.nodes
        status, answer, _ = upload(a.port, "report.md", long_text(1200))
        assert status == 202, answer
        large = answer["job_id"]

        def job(job_id):
            return request(a.port, "GET", f"/api/v1/jobs/{job_id}")[1]

        wait_until(lambda: sum(map(shares, cluster.nodes)) >= 1, "the other helps", 60)
        waits = []
        for i in range(5):
            began = time.monotonic()
            status, answer, _ = upload(a.port, f"small{i}.txt", f"A text of the word quince{i}.")
            assert status == 202, answer
            small = answer["job_id"]
            wait_until(lambda: job(small)["state"] != "queued", "it is taken", 60)  # noqa: B023
            waits.append(time.monotonic() - began)
            wait_until(lambda: job(small)["state"] == "done", "it is done", 60)  # noqa: B023
        assert job(large)["state"] == "running", "the document was too small for the test"
        print("taken after", [f"{wait:.2f} s" for wait in waits])
        assert max(waits) < 2.5, waits
    finally:
        cluster.stop()


def test_a_node_without_the_model_leaves_jobs_and_passages_to_others(folder):
    cluster = Cluster(folder, nodes=1, settings=("models.default=all-MiniLM-L6-v2",))
    try:
        (able,) = cluster.nodes
        (folder / "no-models").mkdir()
        cluster.settings = ("models.default=none", f"models.folder={folder}/no-models")
        without = Node(cluster, 1).start()
        cluster.nodes.append(without)
        jobs = []
        for i in range(20):
            status, answer, _ = upload(without.port, f"t{i}.txt", f"A text of the word sloe{i}x.")
            assert status == 202, answer
            jobs.append(answer["job_id"])
        for job in jobs:
            wait_for_job(able.port, job, 60)
        assert "will be tried again" in without.log(), "it took none of them"
        assert found(able.port, "sloe7x") == ["t7"]
        # And what it was offered of a large one.
        status, answer, _ = upload(able.port, "report.md", long_text(300))
        assert status == 202, answer
        wait_for_job(able.port, answer["job_id"], 120)
    finally:
        cluster.stop()
