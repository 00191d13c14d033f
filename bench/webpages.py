#!/usr/bin/env python3
"""What of 90 real pages is content, against the text of their articles: 4-grams of words, precision
and recall averaged over pages; and pages a second."""

import collections
import gzip
import json
import pathlib
import re
import subprocess
import tempfile

from common import DATA, ROOT

BENCH = ROOT / "build/release/bench/html_bench"


def grams(text):
    words = re.findall(r"\w+", text)
    return collections.Counter(zip(*(words[i:] for i in range(4)), strict=False))


def scores(page, truth):
    content = "\n".join(u["text"] for u in page["units"] if u["is_content"])
    found, wanted = grams(content), grams(truth)
    right = sum((found & wanted).values())
    return right / max(1, sum(found.values())), right / max(1, sum(wanted.values()))


def line(name, pages):
    precision = sum(p for p, _ in pages) / len(pages)
    recall = sum(r for _, r in pages) / len(pages)
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{name}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}", flush=True)


def read_pages(folder, *options):
    files = []
    for packed in sorted((DATA / "webpages/html").iterdir()):
        files.append(pathlib.Path(folder, packed.name.removesuffix(".html.gz")))
        files[-1].write_bytes(gzip.decompress(packed.read_bytes()))
    done = subprocess.run([BENCH, *options, *files], capture_output=True, text=True, check=True)
    return [json.loads(row) for row in done.stdout.splitlines()], done.stderr.strip()


if __name__ == "__main__":
    truth = json.loads((DATA / "webpages/ground-truth.json").read_text())
    with tempfile.TemporaryDirectory() as folder:
        pages, speed = read_pages(folder)
    every = [scores(page, truth[page["name"]]["articleBody"]) for page in pages]
    line(f"{len(every)} pages", every)
    line("first half", every[: len(every) // 2])
    line("second half", every[len(every) // 2 :])
    print(f"{speed} pages/s on one core")
