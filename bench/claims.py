#!/usr/bin/env python3
"""The citation check on pairs made from real text in twelve languages (claim_pairs.py): how many of
each kind are flagged, by language and corpus.
claims.py [--show KIND [LANGUAGE]]: also prints the pairs of a kind that are judged wrongly."""

import collections
import subprocess
import sys
import tempfile

import claim_pairs
import claim_third
from claim_pairs import ALTERED, HELD_OUT, HELD_OUT_TRUE, TRUE
from common import ROOT


def judged(pairs):
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as out:
        for language, _, kind, claim, passage in pairs:
            out.write(
                "\t".join(
                    [kind, language, claim.replace("\n", "\\n"), passage.replace("\n", "\\n")]
                )
                + "\n"
            )
        out.flush()
        lines = subprocess.run(
            [ROOT / "build/release/bench/claim_bench", out.name],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
    return [line.split("\t") for line in lines[:-1]], [float(t) for t in lines[-1].split("\t")]


def rate(counts):
    return f"{counts[0] / counts[1]:.3f}" if counts[1] else "-"


def print_third_set():
    """The third set, by kind and language."""
    pairs = list(claim_third.third_pairs(17, 20))
    verdicts, _ = judged([(lang, "", kind, *texts) for lang, kind, *texts in pairs])
    counts = collections.defaultdict(lambda: [0, 0])
    for (language, kind, *_), (flagged, *_) in zip(pairs, verdicts):
        for key in ((kind, language), (kind, "all")):
            counts[key][0] += int(flagged)
            counts[key][1] += 1
    places = list(claim_third.words.TEMPLATES) + ["all"]
    print("flagged" + " " * 14 + " ".join(f"{p:>6}" for p in places))
    for title, kinds in (("true", claim_third.TRUE), ("altered", claim_third.ALTERED)):
        for kind in kinds:
            print(f"{kind:<20} " + " ".join(f"{rate(counts[kind, p]):>6}" for p in places))
        together = {p: [sum(counts[k, p][i] for k in kinds) for i in (0, 1)] for p in places}
        name = f"{title}, third set".upper()
        print(f"{name:<20} " + " ".join(f"{rate(together[p]):>6}" for p in places) + "\n")


def main():
    pairs = claim_pairs.all_pairs()
    verdicts, (p50, p99, most) = judged(pairs)
    counts = collections.defaultdict(lambda: [0, 0])
    show = sys.argv[2:] if sys.argv[1:2] == ["--show"] else None
    for (language, corpus, kind, claim, passage), (flagged, *failed) in zip(pairs, verdicts):
        place = language if corpus == "xquad" else corpus
        for key in ((kind, place), (kind, "all")):
            counts[key][0] += int(flagged)
            counts[key][1] += 1
        wrong = (flagged == "1") == (kind in TRUE + HELD_OUT_TRUE)
        if show and wrong and kind == show[0] and (len(show) < 2 or show[1] == place):
            print(f"{place} {kind}: {claim}\n    {failed}\n    {passage[:1500]}\n")
    places = claim_pairs.LANGUAGES + ["scifact", "cranfield", "cacm", "chunking", "all"]
    print("flagged" + " " * 11 + " ".join(f"{p[:6]:>6}" for p in places))
    for title, kinds in (
        ("true", TRUE),
        ("altered", ALTERED),
        ("true, second set", HELD_OUT_TRUE),
        ("altered, second set", HELD_OUT),
    ):
        if "second" in title and "--no-second-set" in sys.argv:
            continue
        for kind in kinds:
            print(f"{kind:<17} " + " ".join(f"{rate(counts[kind, p]):>6}" for p in places))
        together = {p: [sum(counts[k, p][i] for k in kinds) for i in (0, 1)] for p in places}
        print(f"{title.upper():<17} " + " ".join(f"{rate(together[p]):>6}" for p in places))
        print(f"{'  pairs':<17} " + " ".join(f"{together[p][1]:>6}" for p in places) + "\n")
    print_third_set()
    print(f"{p50:.3f} ms a check at p50, {p99:.2f} at p99, {most:.2f} at most")


main()
