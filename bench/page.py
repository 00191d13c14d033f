#!/usr/bin/env python3
"""The page in a real browser over 100,000 chunks: from each key to the results on the screen, and
from a click to the drawn boxes of a PDF."""

import json
import random
import subprocess
import sys
import textwrap

from common import DATA, ROOT, Server, make_pdf, percentile
from search import fill, maker_of_documents

CHUNKS = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000


def main():
    chooser = random.Random(8)
    server = Server("--set", "models.default=all-MiniLM-L6-v2")
    # Other texts than the documents have, so that its pages are found first.
    texts = [
        json.loads(line)["text"].replace("\n", " ") for line in open(DATA / "xquad/en/corpus.jsonl")
    ]
    pages = [
        [
            (60, 740 - 14 * i, 10, line)
            for i, line in enumerate(textwrap.wrap(" ".join(texts[2 * n : 2 * n + 2]), 95))
        ]
        for n in range(100)
    ]
    server.upload("manual.pdf", make_pdf(pages))
    server.wait_for_jobs()
    fill(server, maker_of_documents(chooser), CHUNKS)
    words = [
        w
        for line in open(DATA / "scifact/corpus.jsonl")
        for w in json.loads(line)["text"].split()
        if w.isalpha()
    ]
    queries = [
        " ".join(words[a : a + 3]) for a in (chooser.randrange(len(words) - 3) for _ in range(12))
    ]
    passages = [" ".join(text for *_, text in page[2:4]) for page in chooser.sample(pages[5:], 20)]
    done = subprocess.run(
        ["node", ROOT / "bench/page.mjs", server.link],
        input=json.dumps({"queries": queries, "passages": passages}),
        capture_output=True,
        text=True,
    )
    server.stop()
    if done.returncode != 0:
        sys.exit(done.stderr)
    times = json.loads(done.stdout)
    for name, what in (
        ("keys", "key to results on the screen, of which 10 ms are a pause for the next key"),
        ("opens", "click to the page drawn with its boxes"),
    ):
        values = times[name]
        print(
            f"{what}: p50 {percentile(values, 0.5):.0f} ms, p95 {percentile(values, 0.95):.0f} ms, "
            f"most {max(values):.0f} ms of {len(values)}",
            flush=True,
        )


main()
