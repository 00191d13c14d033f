#!/usr/bin/env python3
"""Hybrid search with a filter over 100,000 chunks through HTTP: alone, and while documents arrive;
start, memory idle and loaded. The chunks are 1,000 SciFact abstracts, cut to one chunk each, in
ever new order, so that the cache of vectors saves the hours that embedding would take here;
while documents arrive, new texts are embedded.
"""

import http.client
import json
import random
import sys
import threading
import time

from common import DATA, Server, percentile

CHUNKS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000


def main():
    chooser = random.Random(3)
    words = [
        w for line in open(DATA / "scifact/corpus.jsonl") for w in json.loads(line)["text"].split()
    ]
    server = Server("--set", "models.default=all-MiniLM-L6-v2")
    print(
        f"start to ready {server.seconds_to_start:.2f} s; idle {server.memory_mb():.0f} MB",
        flush=True,
    )
    new = iter(abstracts()[1400:])

    def fresh(number):
        return "\n\n".join(f"# Abstract\n\n{next(new)}" for _ in range(10)).encode()

    fill(server, maker_of_documents(chooser), CHUNKS)
    queries = [
        " ".join(words[a : a + 4]) for a in (chooser.randrange(len(words) - 4) for _ in range(1000))
    ]
    alone = ask(server, queries)
    print(
        f"{CHUNKS} chunks, hybrid with a filter, alone: p50 {percentile(alone, 0.5):.1f} ms, p99 "
        f"{percentile(alone, 0.99):.1f} ms; memory after 1,000 searches {server.memory_mb():.0f} "
        "MB",
        flush=True,
    )
    rate = fill(server, fresh, 150, first=10**6)
    stop, times = threading.Event(), []

    def keep_asking():
        while not stop.wait(0.2):
            times.extend(ask(server, [chooser.choice(queries) + f" {chooser.randrange(1000)}"]))

    thread = threading.Thread(target=keep_asking)
    thread.start()
    busy = fill(server, fresh, 1200, first=2 * 10**6)
    stop.set()
    thread.join()
    print(
        f"while documents arrive at {busy:.0f} chunks/s ({100 * busy / rate:.0f} % of {rate:.0f} "
        f"without searches): p50 {percentile(times, 0.5):.1f} ms, p99 "
        f"{percentile(times, 0.99):.1f} ms of {len(times)} searches, five a second; memory then "
        f"{server.memory_mb():.0f} MB",
        flush=True,
    )
    server.stop()
    server.start("--set", "models.default=all-MiniLM-L6-v2")
    begin = time.perf_counter()
    ask(server, queries[:1])
    print(
        f"restart to ready {server.seconds_to_start:.2f} s, first answer "
        f"{time.perf_counter() - begin:.2f} s later",
        flush=True,
    )
    server.stop()


def abstracts():
    return [
        " ".join(json.loads(line)["text"].split()[:110])
        for line in open(DATA / "scifact/corpus.jsonl")
    ]


def maker_of_documents(chooser):
    """Makes document number n: 200 known abstracts in a new order."""
    known = [a for a in abstracts()[:1400] if len(a.split()) == 110][:1000]
    return lambda number: (
        "\n\n".join(f"# Abstract\n\n{text}" for text in chooser.sample(known, 200)).encode()
        + b"\n" * (number % 50 + 1)
    )


def fill(server, document, chunks, first=0):
    begin = time.perf_counter()
    before = position(server)
    number = first
    while position(server) - before < chunks:
        if server.request("GET", "/api/v1/jobs?limit=0&state=queued")["total"] < 8:
            server.upload(f"document-{number}.md", document(number))
            number += 1
        else:
            time.sleep(0.02)
    done = position(server) - before
    seconds = time.perf_counter() - begin
    for job in server.request("GET", "/api/v1/jobs?limit=100&state=queued")["data"]:
        server.request("POST", f"/api/v1/jobs/{job['job_id']}/cancel", {})
    server.wait_for_jobs()
    return done / seconds


def position(server):
    return server.request("GET", "/api/v1/collections/library")["position"]


def ask(server, queries):
    connection = http.client.HTTPConnection(server.url[7:])
    times = []
    for query in queries:
        body = json.dumps({"query": query, "limit": 10, "filter": {"kind": "markdown"}})
        begin = time.perf_counter()
        connection.request(
            "POST",
            "/api/v1/collections/library/search",
            body,
            {"Authorization": "Bearer " + server.key, "Content-Type": "application/json"},
        )
        answer = connection.getresponse()
        content = answer.read()
        times.append((time.perf_counter() - begin) * 1000)
        assert answer.status == 200 and json.loads(content)["data"], content[:200]
    connection.close()
    return times


if __name__ == "__main__":
    main()
