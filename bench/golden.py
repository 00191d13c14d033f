#!/usr/bin/env python3
"""Golden files: documents of known words, headings, tables and code in eight languages, written by
real tools (golden_kinds.py), read through the program, and compared with what they hold.

    bench/golden.py [KIND...] [--wrong]     --wrong shows what was read otherwise

Words, headings and cells are shares of the longest common subsequence in the longer of the two
lists: what is missing, out of order, or there too often all count.
"""

import random
import re
import sys
import tempfile

import golden_kinds
from common import Server
from golden_text import LANGUAGES, Table, make_document

SEED = 11
BARS = {"words": 0.99, "headings": 0.98, "cells": 0.98, "code": 0.98}
NOTE_MARK = re.compile(r"^\[\d+\]$")


def words_of(text):
    """Words between white space; a Chinese letter is a word."""
    found = re.findall(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+", text)
    return [word for word in found if not NOTE_MARK.match(word)]


def common(first, second):
    """Length of the longest common subsequence (Hyyrö's bit vectors)."""
    places = {}
    for place, item in enumerate(first):
        places[item] = places.get(item, 0) | 1 << place
    all_ones = (1 << len(first)) - 1
    row = all_ones
    for item in second:
        matched = row & places.get(item, 0)
        row = (row + matched | row - matched) & all_ones
    return len(first) - row.bit_count()


def share(wanted, found):
    return (common(wanted, found), max(len(wanted), len(found)))


def content_of(server, document):
    blocks = []
    while True:
        answer = server.request(
            "GET", f"/api/v1/documents/{document}/content?offset={len(blocks)}&limit=50"
        )
        blocks += answer["data"]
        if len(blocks) >= answer["total"] or not answer["data"]:
            return [block for block in blocks if not is_front_matter(block)]


def is_front_matter(block):
    return block.get("set_aside") and block["text"].startswith("---\n")


def rows_of(block):
    return [[cell.strip() for cell in line.split(" | ")] for line in block["text"].split("\n")]


def read_words(blocks):
    """The words of what was read, without the names of columns that every row repeats."""
    words = []
    for block in blocks:
        if block["kind"] != "table" or block.get("set_aside"):
            words += words_of(block["text"].replace(" | ", " "))
            continue
        for row in rows_of(block):
            for cell in row:
                words += words_of(f"{cell} ".split(": ", 1)[-1])
    return words


def read_cells(blocks):
    """Of each row below a header: the names of its columns with its cells, as one item."""
    tables = [block for block in blocks if block["kind"] == "table"]
    return [
        cell for block in tables if not block.get("set_aside") for cell in rows_with_marks(block)
    ]


def rows_with_marks(block):
    return [(number, cell) for row in rows_of(block) for number, cell in enumerate(row)]


def wanted_cells(document):
    tables = [block for block in document if isinstance(block, Table)]
    return [
        (number, f"{name}: {cell}".strip())
        for table in tables
        for row in table.rows
        for number, (name, cell) in enumerate(zip(table.header, row, strict=True))
    ]


def compare(document, blocks):
    """(found, wanted) of each measure."""
    wanted_words = [word for text in document.texts() for word in words_of(text)]
    headings = [(block["level"], block["text"]) for block in blocks if block["kind"] == "heading"]
    code = [block["text"] for block in blocks if block["kind"] == "code"]
    return {
        "words": share(wanted_words, read_words(blocks)),
        "headings": share(document.headings(), headings),
        "cells": share(wanted_cells(document), read_cells(blocks)),
        "code": share(document.codes(), code),
    }


def show_wrong(name, document, blocks, measured):
    for measure, (found, wanted) in measured.items():
        if found == wanted:
            continue
        print(f"-- {name} {measure} {found}/{wanted}")
        if measure == "words":
            wanted_words = [word for text in document.texts() for word in words_of(text)]
            read = read_words(blocks)
            print("   missing", [w for w in wanted_words if w not in read][:20])
            print("   too much", [w for w in read if w not in wanted_words][:20])
        if measure == "code":
            read = [block["text"] for block in blocks if block["kind"] == "code"]
            print("   read", [text for text in read if text not in document.codes()][:4])
        if measure == "cells":
            read = read_cells(blocks)
            print("   missing", [c for c in wanted_cells(document) if c not in read][:6])


def run(kind, make_files, with_wrong):
    chooser = random.Random(SEED)
    documents = {}
    with tempfile.TemporaryDirectory(prefix="alexandria-golden-") as folder:
        for language in LANGUAGES:
            for write in make_files:
                document = make_document(language, chooser)
                path = write(document, language, folder)
                documents[path.name] = (document, path.read_bytes())
    server = Server("--set", "models.default=none")
    sums = {measure: [0, 0] for measure in BARS}
    for name, (document, content) in documents.items():
        server.upload(name, content)
    server.wait_for_jobs()
    listed = server.request("GET", "/api/v1/documents?limit=1000")["data"]
    by_name = {document["source"].rsplit("/")[-1]: document["document_id"] for document in listed}
    for name, (document, _) in documents.items():
        blocks = content_of(server, by_name[name])
        measured = compare(document, blocks)
        if with_wrong:
            show_wrong(name, document, blocks, measured)
        for measure, (found, wanted) in measured.items():
            sums[measure][0] += found
            sums[measure][1] += wanted
    server.stop()
    shares = {measure: found / max(1, wanted) for measure, (found, wanted) in sums.items()}
    print(
        f"{kind:<10} {len(documents):>4} files "
        + " ".join(
            f"{measure} {value:.4f} (bar {BARS[measure]})" for measure, value in shares.items()
        )
    )
    return all(value >= BARS[measure] for measure, value in shares.items())


def main():
    with_wrong = "--wrong" in sys.argv
    chosen = [word for word in sys.argv[1:] if not word.startswith("--")]
    kinds = {k: golden_kinds.KINDS[k] for k in chosen or golden_kinds.KINDS}
    passed = [run(kind, make_files, with_wrong) for kind, make_files in kinds.items()]
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
