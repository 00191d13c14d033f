#!/usr/bin/env python3
"""A new node of a cluster with 100,000 chunks: how soon it is ready when it takes the index files
that another node has published, and how often it asks the database when there are none. And what a
document costs with 1, 2 and 4 workers on one database. PostgreSQL and S3 (versitygw) on loopback.
`bench/new_node.py [CHUNKS] [DOCUMENTS]`
"""

import random
import re
import sys
import tempfile
import time

from common import ROOT

sys.path.insert(0, str(ROOT / "tests"))
from cluster import Cluster, Node, request, upload, wait_until  # noqa: E402
from search import abstracts, maker_of_documents  # noqa: E402

CHUNKS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
DOCUMENTS = int(sys.argv[2]) if len(sys.argv) > 2 else 300
SETTINGS = ("models.default=all-MiniLM-L6-v2",)


def metric(node, name):
    text = request(node.port, "GET", "/metrics")[1].decode()
    found = re.search(rf"^{name} (\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0


def position(node):
    return node.request("GET", "/api/v1/collections/library")[1]["position"]


def queued(node):
    return sum(
        node.request("GET", f"/api/v1/jobs?limit=0&state={state}")[1]["total"]
        for state in ("queued", "running")
    )


def fill(node):
    document = maker_of_documents(random.Random(3))
    number = 0
    while position(node) < CHUNKS:
        if queued(node) < 8:
            status, answer, _ = upload(node.port, f"d{number}.md", document(number).decode())
            assert status == 202, answer
            number += 1
        else:
            time.sleep(0.02)
    wait_until(lambda: queued(node) == 0, "all jobs are done", 600)


def seconds_to_ready(node):
    begin = time.perf_counter()
    node.start(wait=False)
    wait_until(node.is_ready, f"{node.name} is ready", 180)
    ready = time.perf_counter() - begin
    body = {"query": "protein expression in cells", "limit": 10}
    status, answer, _ = node.request("POST", "/api/v1/collections/library/search", body)
    assert status == 200 and answer["data"], answer
    return ready, time.perf_counter() - begin


def new_nodes(folder):
    cluster = Cluster(folder, nodes=1, settings=SETTINGS)
    try:
        first = cluster.nodes[0]
        fill(first)
        rows = position(first)
        published = cluster.folder / "objects/library/blobs/indexes"

        def newest():
            return max((p.stat().st_mtime for p in published.glob("*/*/at/*")), default=0)

        wait_until(lambda: newest() > 0 and time.time() - newest() > 10, "files rest", 300)
        taking = Node(cluster, 1)
        cluster.nodes.append(taking)
        ready, answered = seconds_to_ready(taking)
        how = "taken from" if "was taken from another node" in taking.log() else "NOT taken from"
        print(
            f"{rows} chunks: a new node is ready after {ready:.1f} s, its first answer after "
            f"{answered:.1f} s; index {how} another node",
            flush=True,
        )
        for path in sorted(published.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        building = Node(cluster, 2)
        cluster.nodes.append(building)
        ready, _ = seconds_to_ready(building)
        trips = metric(building, "alexandria_database_round_trips_total")
        print(
            f"without published files: ready after {ready:.1f} s, {trips} answers of the database "
            f"waited for, one for {rows / max(trips, 1):.0f} rows",
            flush=True,
        )
    finally:
        cluster.stop()


def processor_seconds(node):
    """Of the node and of the children that it has waited for."""
    with open(f"/proc/{node.process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:15])) / 100


def cost_of_a_document(folder, workers):
    settings = (*SETTINGS, f"jobs.workers={workers}")
    cluster = Cluster(folder, nodes=1, settings=settings)
    try:
        (node,) = cluster.nodes
        texts = abstracts()
        before = processor_seconds(node)
        for number in range(DOCUMENTS):
            some = texts[number * 5 : number * 5 + 5]
            upload(node.port, f"d{number}.md", "\n\n".join(f"# Part\n\n{text}" for text in some))
        wait_until(lambda: queued(node) == 0, "all jobs are done", 900)
        return (processor_seconds(node) - before) / DOCUMENTS
    finally:
        cluster.stop()


def main():
    with tempfile.TemporaryDirectory(prefix="alexandria-bench-") as folder:
        new_nodes(folder)
    for workers in (1, 2, 4, 4, 2, 1):
        with tempfile.TemporaryDirectory(prefix="alexandria-bench-") as folder:
            cost = cost_of_a_document(folder, workers)
        print(f"{workers} workers: {1000 * cost:.1f} ms of the processor a document", flush=True)


main()
