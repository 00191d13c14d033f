#!/usr/bin/env python3
"""Saying no: the questions of the chunking set with their text in the library and left out;
reported on the odd questions."""

from common import DATA, run_json

for model in ("bge-small-en-v1.5", "all-MiniLM-L6-v2"):
    r = run_json("eval-refusals", DATA / "chunking", "--model", model)
    print(
        f"{model}: AUROC {r['auroc']:.4f}; {r['answered']:.3f} answered with their text present, "
        f"{r['refused']:.3f} refused with it left out",
        flush=True,
    )
