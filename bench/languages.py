#!/usr/bin/env python3
"""XQuAD with multilingual-e5-small: twelve languages pooled, each asked in its own; and across, a query in one language on the documents of another."""
import math, pathlib, subprocess, sys, tempfile, json

from common import DATA, PROGRAM

LANGUAGES = sorted(p.name for p in (DATA / "xquad").iterdir())


def ndcg_by_language(run, judgements):
    ranked = {}
    for line in open(run):
        query, _, document, _, score, _ = line.split()
        ranked.setdefault(query, []).append((-float(score), document))
    sums = {}
    for query, wanted in judgements.items():
        best = sorted(ranked.get(query, []))[:10]
        gain = sum(1 / math.log2(i + 2) for i, (_, document) in enumerate(best) if document in wanted)
        ideal = sum(1 / math.log2(i + 2) for i in range(min(10, len(wanted))))
        sums.setdefault(query.split("/")[0], []).append(gain / ideal)
    return {language: sum(values) / len(values) for language, values in sums.items()}


def main():
    folders = [DATA / "xquad" / language for language in LANGUAGES]
    judgements = {}
    for language, folder in zip(LANGUAGES, folders):
        for line in list(open(folder / "qrels/test.tsv"))[1:]:
            query, document, grade = line.split("\t")
            if int(grade) > 0:
                judgements.setdefault(f"{language}/{query}", set()).add(f"{language}/{document}")
    for mode in sys.argv[1:] or ["hybrid"]:
        with tempfile.NamedTemporaryFile(suffix=".run") as run:
            done = subprocess.run([PROGRAM, "eval", *map(str, folders), "--pool", "--model", "multilingual-e5-small", "--mode", mode, "--run", run.name, "--json"], capture_output=True, text=True, check=True)
            result = json.loads(done.stdout)
            per = ndcg_by_language(run.name, judgements)
        print(f"{mode}, pooled: nDCG@10 {result['ndcg@10']:.4f} of {result['queries']} queries on {result['documents']} documents; " + " ".join(f"{l} {v:.3f}" for l, v in per.items()), flush=True)


main()
