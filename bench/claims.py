#!/usr/bin/env python3
"""The citation check on pairs made from SciFact and Cranfield: sentences as they stand or trimmed, with a number, unit, name or negation altered,
or beside a passage that is not their own. Which pairs there are depends on the seed alone."""
import json, pathlib, random, re, subprocess, sys, tempfile

from common import DATA, ROOT

PAIRS_OF_A_KIND = 120
UNITS = {"mm": "cm", "cm": "mm", "mg": "kg", "kg": "mg", "ml": "l", "days": "weeks", "weeks": "days", "years": "months", "months": "years", "hours": "minutes", "minutes": "hours", "%": "mg",
         "percent": "degrees", "degrees": "percent", "feet": "miles", "inches": "feet"}


def sentences(text):
    return [s.strip() for s in re.split(r"(?<=[.!?])\s+(?=[A-Z])", text) if 40 <= len(s.strip()) <= 400]


def alter_number(s, chooser):
    found = [m for m in re.finditer(r"(?<![\w.,])\d+(?:\.\d+)?(?![\w]|[.,]\d)", s)]
    if not found:
        return None
    m = chooser.choice(found)
    number = m[0]
    other = str(int(number) + chooser.randint(1, 9)) if number.isdigit() else f"{float(number) + chooser.randint(1, 9):.{len(number.split('.')[1])}f}"
    return s[:m.start()] + other + s[m.end():]


def alter_unit(s, chooser):
    found = [m for m in re.finditer(r"(?<=\d)\s*(%)|(?<=\d )(" + "|".join(u for u in UNITS if u != "%") + r")\b", s)]
    if not found:
        return None
    m = chooser.choice(found)
    return s[:m.start()] + " " + UNITS[m[0].strip()] + s[m.end():]


def alter_name(s, chooser, names):
    found = [m for m in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b", s)]
    if not found:
        return None
    m = chooser.choice(found)
    return s[:m.start()] + chooser.choice([n for n in names if n.lower() != m[0].lower() and n.lower() not in s.lower()]) + s[m.end():]


def alter_negation(s, chooser):
    if m := re.search(r"\b(is|are|was|were|can|does|did|may|will|should|has|have) not\b", s):
        return s[:m.start()] + m[1] + s[m.end():]
    if m := re.search(r"\b(is|are|was|were|can|may|will|should|has been|have been)\b (?!not)", s):
        return s[:m.end()] + "not " + s[m.end():]
    return None


def trim(s, chooser):
    words = s.rstrip(".").split()
    if len(words) < 12:
        return None
    cut = chooser.randint(2, 4)
    # Words at the end, or a clause between commas, are left out.
    if m := re.search(r", [^,]{10,60},", s):
        return s[:m.start()] + s[m.end():]
    return " ".join(words[:-cut]) + "."


def main():
    chooser = random.Random(17)
    documents = [j["text"].replace("\n", " ").replace("\t", " ") for folder in ("scifact", "cranfield") for j in map(json.loads, open(DATA / folder / "corpus.jsonl"))]
    documents = [d for d in documents if 300 < len(d) < 3000]
    names = sorted({m for d in chooser.sample(documents, 2000) for m in re.findall(r"(?<=[a-z,] )[A-Z][a-z]{4,}\b", d)})
    made = {k: [] for k in ("verbatim", "trimmed", "number", "unit", "name", "negation", "foreign")}
    order = chooser.sample(range(len(documents)), len(documents))
    for d in order:
        passage = documents[d]
        for s in chooser.sample(sentences(passage), min(4, len(sentences(passage)))):
            for kind, claim in (("verbatim", s), ("trimmed", trim(s, chooser)), ("number", alter_number(s, chooser)), ("unit", alter_unit(s, chooser)),
                                ("name", alter_name(s, chooser, names)), ("negation", alter_negation(s, chooser)), ("foreign", s)):
                if claim and len(made[kind]) < PAIRS_OF_A_KIND:
                    made[kind].append((kind, claim, documents[chooser.choice(order)] if kind == "foreign" else passage))
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", delete=False) as out:
        for pairs in made.values():
            for pair in pairs:
                out.write("\t".join(pair) + "\n")
    done = subprocess.run([ROOT / "build/release/bench/claim_bench", out.name, *sys.argv[1:]], capture_output=True, text=True, check=True)
    sys.stderr.write(done.stderr)
    result = json.loads(done.stdout)
    altered = [result[k] for k in ("number", "unit", "name", "negation", "foreign")]
    kept = [result[k] for k in ("verbatim", "trimmed")]
    for kind in made:
        print(f"{kind:<10} {result[kind]['pairs']:>4} pairs, {result[kind]['flagged'] / result[kind]['pairs']:.3f} flagged")
    print(f"altered or foreign: {sum(a['flagged'] for a in altered) / sum(a['pairs'] for a in altered):.4f} of {sum(a['pairs'] for a in altered)} flagged; "
          f"verbatim or trimmed: {sum(k['flagged'] for k in kept) / sum(k['pairs'] for k in kept):.4f} of {sum(k['pairs'] for k in kept)} wrongly flagged; "
          f"{result['ms_p50']:.3f} ms a check at p50, {result['ms_max']:.2f} at most")


main()
