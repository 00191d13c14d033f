#!/usr/bin/env python3
"""Made codes among near twins: whether whoever types one finds its document first.

Every code has twins that differ by one sign, one more sign, or the order of two; each stands in a
document of its own, inside a sentence that many documents share. Asked for as it is written,
between quotation marks, and inside a question.
"""

import json
import pathlib
import random
import sys
import tempfile

from common import run_json

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
NAMES = ["pump", "filter", "valve", "motor", "sensor", "gear", "bearing", "relay", "hose", "fan"]
SENTENCES = [
    "The {name} {code} is kept in the upper store and is checked every spring.",
    "Order {code} for the {name} was sent to the works in March.",
    "After the last change {code} stands on the plate of the {name}; the older plate is void.",
    "See {code} before the {name} is opened. It names the tools and the torque of each bolt.",
]
QUESTIONS = ["Where is {code} kept?", "what do we know about {code}", "{name} {code}"]


def letters(r, count):
    return "".join(r.choice(LETTERS) for _ in range(count))


def digits(r, count):
    return "".join(r.choice("0123456789") for _ in range(count))


def word(r):
    return "".join(r.choice("bdfgklmnprst") + r.choice("aeiou") for _ in range(r.randint(2, 3)))


KINDS = {
    "part number": lambda r: f"{letters(r, 2)}{digits(r, 3)}{r.choice(['', letters(r, 1)])}",
    "serial": lambda r: f"{letters(r, 1)}{digits(r, 3)}-{digits(r, 4)}",
    "dotted": lambda r: f"{digits(r, 2)}.{digits(r, 3)}.{digits(r, 4)}",
    "version": lambda r: f"v{r.randint(1, 9)}.{r.randint(0, 30)}.{r.randint(0, 30)}",
    "decimal": lambda r: f"{r.randint(1, 99)}.{r.randint(1, 99)}",
    "order number": lambda r: str(r.randint(10**6, 10**8)),
    "amount": lambda r: f"{r.randint(1, 99)},{digits(r, 3)}.{digits(r, 2)}",
    "date": lambda r: f"{r.randint(1990, 2026)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}",
    "e-mail": lambda r: f"{word(r)}.{word(r)}@{word(r)}.example",
    "path": lambda r: f"/{word(r)}/{word(r)}/{word(r)}_{digits(r, 2)}.txt",
    "name in code": lambda r: f"{word(r)}_{word(r)}_{word(r)}",
    "method": lambda r: f"{word(r).capitalize()}{word(r).capitalize()}",
    "handle": lambda r: f"@{word(r)}{word(r)}",
    "tag": lambda r: f"#{word(r)}{digits(r, 2)}",
    "address": lambda r: f"10.{r.randint(0, 255)}.{r.randint(0, 255)}.{r.randint(0, 255)}",
    "account": lambda r: f"DE{digits(r, 2)} {digits(r, 4)} {digits(r, 4)} {digits(r, 4)}",
    "standard": lambda r: f"ISO {r.randint(100, 9999)}-{r.randint(1, 9)}",
}


def twin(r, code):
    """One sign of a code is another, or one is put behind it, or two are exchanged."""
    places = [i for i, sign in enumerate(code) if sign.isalnum()][1:]
    place = r.choice(places)
    kind = r.random()
    if kind < 0.25:
        return code + (r.choice("0123456789") if code[-1].isdigit() else r.choice("bdgk"))
    if kind < 0.4 and place + 1 < len(code) and code[place + 1].isalnum():
        return code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    sign = code[place]
    pool = "0123456789" if sign.isdigit() else LETTERS if sign.isupper() else "bdfgklmnprst"
    return code[:place] + r.choice([c for c in pool if c != sign]) + code[place + 1 :]


def make_set(folder, per_kind):
    r = random.Random(11)
    corpus, queries, judged, seen = [], [], [], set()
    for kind, make in KINDS.items():
        made = 0
        while made < per_kind:
            family = [make(r)]
            family += [twin(r, family[0]) for _ in range(3)]
            if len(set(family)) < 4 or seen & set(family):
                continue
            seen.update(family)
            name, sentence = r.choice(NAMES), r.choice(SENTENCES)
            for code in family:
                number = len(corpus)
                text = sentence.format(name=name, code=code)
                corpus.append({"_id": str(number), "title": "", "text": text})
                if made < per_kind:  # a family's last ones may be only twins
                    asked = [code, f'"{code}"', r.choice(QUESTIONS).format(name=name, code=code)]
                    way = r.randrange(3)
                    query = f"{kind}/{('plain', 'quoted', 'question')[way]}/{number}"
                    queries.append({"_id": query, "text": asked[way]})
                    judged.append(f"{query}\t{number}\t1\n")
                    made += 1
    (folder / "qrels").mkdir()
    (folder / "corpus.jsonl").write_text("".join(json.dumps(c) + "\n" for c in corpus))
    (folder / "queries.jsonl").write_text("".join(json.dumps(q) + "\n" for q in queries))
    (folder / "qrels/test.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(judged))
    return {q["_id"]: q["text"] for q in queries}, len(corpus)


def first_hits(run):
    first = {}
    for line in open(run):
        query, document, rank = line.rsplit(maxsplit=5)[0], *line.split()[-4:-2]
        if rank == "1":
            first[query] = document
    return first


def main():
    per_kind = int(sys.argv[1]) if len(sys.argv) > 1 else 80
    with tempfile.TemporaryDirectory() as root:
        folder = pathlib.Path(root)
        texts, documents = make_set(folder, per_kind)
        for mode, model in (("keyword", "none"), ("hybrid", "bge-small-en-v1.5")):
            run = folder / "run"
            run_json("eval", folder, "--mode", mode, "--model", model, "--run", run)
            first = first_hits(run)
            right, by_part, wrong = 0, {}, []
            for query, text in texts.items():
                kind, way, number = query.split("/")
                hit = first.get(query) == number
                right += hit
                for part in (kind, way):
                    counts = by_part.setdefault(part, [0, 0])
                    counts[0] += hit
                    counts[1] += 1
                if not hit:
                    wrong.append(text)
            print(
                f"{mode}: {right / len(texts):.4f} of {len(texts)} codes among {documents} "
                "documents first; below 1: "
                + ", ".join(f"{p} {a / b:.3f}" for p, (a, b) in by_part.items() if a < b)
                + (f"; e.g. {wrong[:8]}" if wrong else ""),
                flush=True,
            )


main()
