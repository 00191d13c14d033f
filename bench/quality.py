#!/usr/bin/env python3
"""nDCG@10 in every mode on SciFact, Cranfield and CACM, one configuration for all, dense weight .5;
and the chunking set."""

from common import DATA, run_json

MODEL_SETS = [
    ("bge-small-en-v1.5", ("scifact", "cranfield", "cacm")),
    ("all-MiniLM-L6-v2", ("scifact", "cranfield", "cacm")),
]

print(
    f"{'model':<20} {'set':<10} {'mode':<8} {'nDCG@10':>8} {'recall@100':>10} {'MAP':>7} "
    f"{'MRR@10':>7} {'tokens/s':>9} {'p50 ms':>7} {'p99 ms':>7}"
)
for model, sets in MODEL_SETS:
    for name in sets:
        for r in run_json("eval", DATA / name, "--mode", "all", "--model", model)["sets"]:
            print(
                f"{model:<20} {name:<10} {r['mode']:<8} {r['ndcg@10']:>8.4f} "
                f"{r['recall@100']:>10.4f} {r['map']:>7.4f} {r['mrr@10']:>7.4f} "
                f"{r['tokens_per_s']:>9.0f} {r['query_p50_ms']:>7.2f} {r['query_p99_ms']:>7.2f}",
                flush=True,
            )
for splitter in ((), ("--recursive-200",)):
    r = run_json("eval-spans", DATA / "chunking", *splitter)
    print(
        f"chunking set, {'recursive 200 tokens' if splitter else 'alexandria':<20}: span recall@5 "
        f"{r['recall@5']:.4f}, precision {r['precision']:.4f}, IoU {r['iou']:.4f}, {r['chunks']} "
        "chunks",
        flush=True,
    )
