#!/usr/bin/env python3
"""XQuAD with multilingual-e5-small: twelve languages pooled, each asked in its own; and across, a
query in one language on the documents of another."""

import math
import pathlib
import sys
import tempfile

from common import DATA, run_json

MODEL = "multilingual-e5-small"
LANGUAGES = sorted(p.name for p in (DATA / "xquad").iterdir())


def ndcg_by_language(run, judgements):
    ranked = {}
    for line in open(run):
        query, _, document, _, score, _ = line.split()
        ranked.setdefault(query, []).append((-float(score), document))
    sums = {}
    for query, wanted in judgements.items():
        best = sorted(ranked.get(query, []))[:10]
        gain = sum(
            1 / math.log2(i + 2) for i, (_, document) in enumerate(best) if document in wanted
        )
        ideal = sum(1 / math.log2(i + 2) for i in range(min(10, len(wanted))))
        sums.setdefault(query.split("/")[0], []).append(gain / ideal)
    return {language: sum(values) / len(values) for language, values in sums.items()}


def pooled(mode):
    folders = [DATA / "xquad" / language for language in LANGUAGES]
    judgements = {}
    for language, folder in zip(LANGUAGES, folders):
        for query, document in judged(folder):
            judgements.setdefault(f"{language}/{query}", set()).add(f"{language}/{document}")
    with tempfile.NamedTemporaryFile(suffix=".run") as run:
        result = run_json(
            "eval", *folders, "--pool", "--model", MODEL, "--mode", mode, "--run", run.name
        )
        per = ndcg_by_language(run.name, judgements)
    print(
        f"{mode}, pooled: nDCG@10 {result['ndcg@10']:.4f} of {result['queries']} queries on "
        f"{result['documents']} documents; "
        + " ".join(f"{language} {value:.3f}" for language, value in per.items()),
        flush=True,
    )


def judged(folder):
    for line in list(open(folder / "qrels/test.tsv"))[1:]:
        query, document, grade = line.split("\t")
        if int(grade) > 0:
            yield query, document


def across(mode):
    """Queries of the language of the row on the 240 documents of the language of the column. A
    paragraph has the same number in every language."""
    with tempfile.TemporaryDirectory() as root:
        pairs = [(asked, held) for asked in LANGUAGES for held in LANGUAGES]
        for asked, held in pairs:
            folder = pathlib.Path(root, f"{asked}-{held}")
            (folder / "qrels").mkdir(parents=True)
            (folder / "corpus.jsonl").symlink_to(DATA / "xquad" / held / "corpus.jsonl")
            (folder / "queries.jsonl").symlink_to(DATA / "xquad" / asked / "queries.jsonl")
            rows = [
                f"{query}\t{held}{document[2:]}\t1\n"
                for query, document in judged(DATA / "xquad" / asked)
            ]
            (folder / "qrels/test.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(rows))
        sets = run_json(
            "eval", *(f"{root}/{a}-{h}" for a, h in pairs), "--model", MODEL, "--mode", mode
        )["sets"]
    value = {pair: result["ndcg@10"] for pair, result in zip(pairs, sets)}
    print(
        f"{mode}, across, nDCG@10; row: the query's language, column: the documents'\n     "
        + " ".join(f"{language:>5}" for language in LANGUAGES)
        + "  mean of the others"
    )
    for asked in LANGUAGES:
        others = [value[asked, held] for held in LANGUAGES if held != asked]
        print(
            f"{asked:>4} "
            + " ".join(f"{value[asked, held]:5.3f}" for held in LANGUAGES)
            + f"  {sum(others) / len(others):.3f}"
        )
    others = [v for (asked, held), v in value.items() if asked != held]
    print(
        f"mean of {len(others)} pairs of languages {sum(others) / len(others):.4f}, the worst "
        f"{min(others):.3f}",
        flush=True,
    )


for mode in sys.argv[1:] or ["hybrid"]:
    pooled(mode)
    across(mode)
