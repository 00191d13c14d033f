#!/usr/bin/env python3
"""Saying no to near misses: questions of XQuAD with one name, number, year or other telling word
exchanged for one of its kind from another paragraph, beside the true questions.

A near miss asks for what the library does not hold, though it holds all of its words somewhere.
"""

import argparse
import collections
import json
import pathlib
import random
import re
import tempfile

from common import DATA, run_json

LANGUAGES = ("en", "de", "es", "ru", "ar", "zh")
NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*\d|(?<![\w.,])\d(?![\w])")
SPACED = {"zh": False, "th": False}
LITTLE = re.compile(
    r"[的了在是和与及或被对于为从到上下中内外年月日个名种一二三不有其这那他它们\W\d]+"
)
# What is counted: the noun behind "how many".
ATTRIBUTE = {
    "en": r"[Hh]ow many (\w{4,})",
    "de": r"[Ww]ie viele (\w{4,})",
    "es": r"[Cc]uánt[oa]s (\w{4,})",
    "ru": r"[Сс]колько (\w{4,})",
    "ar": r"كم عدد (\w{4,})",
    "zh": r"多少[个名种]?(\w{2})",
}
# Words of four letters and more that only ask.
ASKING = {
    "en": set("what which when where whom whose does were that this from with have been".split()),
    "de": set("welche welcher welches welchen welchem wann wurde wurden sind eine einen".split()),
    "es": set("cuál cuáles cuándo dónde quién quiénes cómo fueron para como".split()),
    "ru": set("какой какая какие какое когда каком какую было были кого".split()),
    "ar": set(),
}


def read_set(language):
    folder = DATA / "xquad" / language
    read = lambda name: [json.loads(line) for line in open(folder / name)]  # noqa: E731
    corpus = {entry["_id"]: entry["text"] for entry in read("corpus.jsonl")}
    queries = {entry["_id"]: entry["text"] for entry in read("queries.jsonl")}
    lines = (folder / "qrels/test.tsv").read_text().splitlines()[1:]
    judged = {line.split("\t")[0]: line.split("\t")[1] for line in lines}
    return corpus, {query: (queries[query], judged[query]) for query in judged if query in queries}


def shared_words(question, paragraph, language):
    """Runs of a question that its paragraph has too, longest first: what is asked about."""
    if not SPACED.get(language, True):
        # The longest runs that both have, cut where little words stand: names and terms, mostly.
        runs = set()
        begin = 0
        while begin < len(question):
            end = begin
            while end < len(question) and question[begin : end + 1] in paragraph:
                end += 1
            runs.update(LITTLE.split(question[begin:end]))
            begin = max(end, begin + 1)
        runs = {run for run in runs if 2 <= len(run) <= 6}
        return sorted(runs, key=lambda run: (-len(run), run))[:2]
    found = re.findall(r"\w[\w'’-]*(?: \w[\w'’-]*){0,2}", question)
    words = re.findall(r"\w[\w'’-]*", question)
    runs = [" ".join(words[i : i + n]) for n in (3, 2, 1) for i in range(len(words) - n + 1)]
    return [run for run in runs if len(run) > 4 and run in paragraph] if found else []


def still_asks(question, run, paragraph, language):
    """Whether the rest of a question has a word that its paragraph has: without one nothing is
    asked that anything could bear out ("What is Syria?")."""
    rest = question.replace(run, " ", 1)
    if not SPACED.get(language, True):
        return any(rest[i : i + 2] in paragraph for i in range(len(rest) - 1) if rest[i].isalpha())
    words = {word.lower() for word in re.findall(r"\w{4,}", rest)}
    return any(word[:5] in paragraph.lower() for word in words - ASKING[language])


def common_words(question, paragraph, language):
    """Words in small letters that say what is asked, with the word before each: the paragraph has
    them in some form. What may stand for one has the same word before it and ends alike."""
    if not SPACED.get(language, True):
        return
    words = re.findall(r"[\w'’-]+", question)
    for before, word in zip(words, words[1:], strict=False):
        is_common = word.isalpha() and (word.islower() or language in ("de", "ar"))
        if not is_common or len(word) < 5 or word.lower() in ASKING[language]:
            continue
        if word[:5].lower() in paragraph.lower():
            yield word, f"{before.lower()} {word[-2:]}"


def kinds_of(question, paragraph, language, rare, in_english):
    """What may be exchanged, by kind; of a word also what stands around it."""
    out = collections.defaultdict(list)
    for number in NUMBER.findall(question):
        if number in paragraph:
            out["year" if re.fullmatch(r"1\d{3}|20\d\d", number) else "number"].append(number)
    asked_for = re.search(ATTRIBUTE[language], question)
    if asked_for:
        out["attribute"].append(asked_for[1])
    out["word"] = list(common_words(question, paragraph, language))
    for run in shared_words(question, paragraph, language):
        first = question.startswith(run)
        capital = all(word[:1].isupper() for word in run.split())
        is_named = not first and not NUMBER.search(run)
        if language in ("en", "es", "ru") and capital and is_named:
            out["name"].append(run)
        elif language == "de" and capital and is_named and run in in_english:
            out["name"].append(run)  # not all that has a capital is a name
        elif language in ("ar", "zh") and rare(run) and is_named:
            out["term"].append(run)
    return out


def exchanged_words(text, content, paragraph, words, pool, r):
    """One word of those, for one that stands in the same place in another paragraph's question."""
    for word, around in r.sample(words, len(words)):
        others = [
            other
            for (other, place_of), place in pool
            if place_of == around and place != paragraph
            if other[:4].lower() not in content.lower() and other[:4].lower() != word[:4].lower()
        ]
        if others:
            return [("word", text.replace(word, r.choice(others), 1))]
    return []


def near_misses(language, r):
    corpus, questions = read_set(language)
    counts = collections.Counter(
        word for text in corpus.values() for word in set(re.findall(r"\w+", text))
    )

    def rare(run):
        if not SPACED.get(language, True):
            return sum(run in text for text in corpus.values()) <= 2
        return all(counts[word] <= 3 for word in re.findall(r"\w+", run))

    # The same paragraphs in English have the names of German ones as they are.
    english = read_set("en")[0] if language == "de" else {}
    pools = collections.defaultdict(set)
    parts = {}
    for query, (text, paragraph) in questions.items():
        parts[query] = kinds_of(
            text, corpus[paragraph], language, rare, english.get("en" + paragraph[2:], "")
        )
        for kind, runs in parts[query].items():
            pools[kind].update((run, paragraph) for run in runs)
    pools = {kind: sorted(pool) for kind, pool in pools.items()}
    made, words = [], []
    others_of = random.Random(20261126)
    for query, (text, paragraph) in questions.items():
        for kind, runs in parts[query].items():
            if kind == "word":
                words += exchanged_words(
                    text, corpus[paragraph], paragraph, runs, pools[kind], others_of
                )
                continue
            for run in runs[:1]:
                if not still_asks(text, run, corpus[paragraph], language):
                    continue
                others = [
                    other
                    for other, place in pools[kind]
                    if place != paragraph
                    and other.lower() not in corpus[paragraph].lower()
                    and len(other.split()) == len(run.split())
                ]
                if others:
                    made.append((kind, text.replace(run, r.choice(others), 1)))
    r.shuffle(made)
    others_of.shuffle(words)
    return corpus, questions, made, words


def write_set(folder, language, most, r):
    corpus, questions, made, words = near_misses(language, r)
    made = made[:most] + words[: most // 2]
    true = r.sample(sorted(questions), min(most, len(questions)))
    asked = [("true", questions[query][0], 1) for query in true]
    asked += [(kind, text, 0) for kind, text in made]
    r.shuffle(asked)
    (folder / "qrels").mkdir(parents=True)
    with open(folder / "corpus.jsonl", "w") as out:
        for document, text in corpus.items():
            out.write(json.dumps({"_id": document, "title": "", "text": text}) + "\n")
    some = next(iter(corpus))
    with open(folder / "queries.jsonl", "w") as out, open(folder / "qrels/test.tsv", "w") as grades:
        grades.write("query-id\tcorpus-id\tscore\n")
        for number, (_, text, grade) in enumerate(asked):
            out.write(json.dumps({"_id": f"q{number:05}", "text": text}) + "\n")
            grades.write(f"q{number:05}\t{some}\t{grade}\n")
    return asked


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--model", default="", help="for all; else bge-small for en, e5 for others")
    parser.add_argument(
        "--most",
        type=int,
        default=250,
        help="near misses of each language; beside them half as many with another common word",
    )
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the features seen")
    arguments = parser.parse_args()
    for language in arguments.languages.split(","):
        r = random.Random(20261125)
        model = arguments.model or (
            "bge-small-en-v1.5" if language == "en" else "multilingual-e5-small"
        )
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary) / language
            asked = write_set(folder, language, arguments.most, r)
            table = folder / "features.tsv"
            result = run_json("eval-refusals", folder, "--model", model, "--features", table)
            rows = [line.split("\t") for line in table.read_text().splitlines()]
            place = rows[0].index("confidence")
            refused, total = collections.Counter(), collections.Counter()
            for (kind, _, _), row in zip(asked, rows[1:], strict=True):
                total[kind] += 1
                refused[kind] += float(row[place]) < result["threshold"]
            named = sorted(kind for kind in total if kind not in ("true", "word"))
            confidences = [float(row[place]) for row in rows[1:]]
            yes = [c for c, (kind, _, _) in zip(confidences, asked, strict=True) if kind == "true"]
            no = [c for c, (kind, _, _) in zip(confidences, asked, strict=True) if kind in named]
            above = sum((a > b) + (a == b) / 2 for a in yes for b in no) / (len(yes) * len(no))
            if arguments.keep:
                arguments.keep.mkdir(parents=True, exist_ok=True)
                lines = ["\t".join(["kind", "text", *rows[0]])]
                lines += [
                    "\t".join([kind, " ".join(text.split()), *row])
                    for (kind, text, _), row in zip(asked, rows[1:], strict=True)
                ]
                (arguments.keep / f"{language}.tsv").write_text("\n".join(lines) + "\n")
            false = sum(total[kind] for kind in named)
            said_no = sum(refused[kind] for kind in named)
            by_kind = ", ".join(f"{kind} {refused[kind]}/{total[kind]}" for kind in named)
            print(
                f"{language} {model}: {said_no / false:.3f} of {false} near misses refused "
                f"({by_kind}), {refused['true'] / total['true']:.3f} of {total['true']} true ones; "
                f"AUROC {above:.3f}; another word {refused['word']}/{total['word']}",
                flush=True,
            )


if __name__ == "__main__":
    main()
