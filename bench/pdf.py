#!/usr/bin/env python3
"""Born-digital PDF: pages a second of the parse child alone, and 1,000 pages from file to
searchable."""

import pathlib
import subprocess
import tempfile
import time

from common import PROGRAM, Server, make_pdf, manual_pages, parser_of, percentile

with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
    pages = manual_pages(1000)
    file.write(make_pdf(pages))
    file.flush()
    words = sum(len(text.split()) for page in pages for *_, text in page)
    speeds = []
    for _ in range(3):
        begin = time.perf_counter()
        with open(file.name, "rb") as document:
            subprocess.run(
                [parser_of(PROGRAM), "parse-child", "manual.pdf", "0"],
                stdin=document,
                stdout=subprocess.DEVNULL,
                check=True,
            )
        speeds.append(1000 / (time.perf_counter() - begin))
    print(
        f"parse child, 1,000 pages with {words / 1000:.0f} words each: "
        f"{percentile(speeds, 0.5):.0f} pages/s on one core ({min(speeds):.0f} to "
        f"{max(speeds):.0f})",
        flush=True,
    )
    for model in ("none", "all-MiniLM-L6-v2", "bge-small-en-v1.5"):
        server = Server("--set", "models.default=" + model)
        server.request("POST", "/api/v1/collections/library/search", {"query": "warm"})
        begin = time.perf_counter()
        job = server.upload("manual.pdf", pathlib.Path(file.name).read_bytes())["job_id"]
        first = None
        while True:
            now = server.request("GET", f"/api/v1/jobs/{job}")
            if first is None and now["done"] > 0:
                first = time.perf_counter() - begin
            if now["state"] not in ("queued", "running"):
                break
            time.sleep(0.05)
        print(
            f"{model}: first pages searchable after {first:.2f} s, all 1,000 after "
            f"{time.perf_counter() - begin:.1f} s ({now['state']})",
            flush=True,
        )
        server.stop()
