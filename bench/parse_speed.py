#!/usr/bin/env python3
"""How fast each kind of file is read: seconds of the processor of the child that parses it, its
start included. With --against another program both run in turn, and the ratio is printed."""

import argparse
import collections
import io
import json
import os
import pathlib
import random
import statistics
import subprocess
import tempfile
import zipfile
from xml.sax.saxutils import escape

from common import DATA, PROGRAM, make_pdf, manual_pages, parser_of


def paragraphs(count):
    lines = open(DATA / "scifact/corpus.jsonl")
    texts = [json.loads(line)["text"].replace("\n", " ") for line in lines]
    texts = random.Random(7).sample(texts, len(texts))
    return (texts * (count // len(texts) + 1))[:count]


def markdown(count):
    out = []
    for number, text in enumerate(paragraphs(count)):
        if number % 10 == 0:
            out.append(f"{'#' * (1 + number // 10 % 3)} Section {number}")
        if number % 7 == 3:
            words = text.split()
            out.append("\n".join(f"- {' '.join(words[i : i + 9])}" for i in range(0, 36, 9)))
        if number % 9 == 4:
            rows = "\n".join(f"| {row} | **{row * number}** | `v{row}` |" for row in range(8))
            out.append("| a | b | c |\n|---|---|---|\n" + rows)
        out.append(
            text.replace(" the ", " *the* ", 1).replace(" of ", " [of](https://a.example) ", 1)
        )
    return "\n\n".join(out).encode()


def html(count):
    body = []
    for number, text in enumerate(paragraphs(count)):
        if number % 10 == 0:
            body.append(f"<h2>Section {number}</h2>")
        if number % 9 == 4:
            rows = "".join(f"<tr><td>{row}<td>{row * number}<td>v{row}" for row in range(8))
            body.append(f"<table><tr><th>a<th>b<th>c{rows}</table>")
        body.append(f"<div class=p><p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p></div>")
    return f"<!doctype html><title>Long</title><body><main>{''.join(body)}</main>".encode()


def docx(count):
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    run = lambda text: f"<w:r><w:t>{escape(text)}</w:t></w:r>"  # noqa: E731
    body = []
    for number, text in enumerate(paragraphs(count)):
        if number % 10 == 0:
            style = f'<w:pPr><w:pStyle w:val="Heading{1 + number // 10 % 3}"/></w:pPr>'
            body.append(f"<w:p>{style}{run(f'Section {number}')}</w:p>")
        if number % 50 == 4:
            cells = lambda row: (row, row * number, f"v{row}")  # noqa: B023, E731
            rows = (
                "".join(f"<w:tc><w:p>{run(str(cell))}</w:p></w:tc>" for cell in cells(row))
                for row in range(8)
            )
            body.append("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>")
        half = len(text) // 2
        body.append(f"<w:p>{run(text[:half])}{run(text[half:])}</w:p>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}" '
            'Target="word/document.xml"/></Relationships>',
        )
        file.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{name}"><w:body>{"".join(body)}</w:body></w:document>',
        )
    return out.getvalue()


def csv(count):
    rows = (
        f'{n},"{text[:60]}",{n * 1.5:.2f},2026-01-{n % 28 + 1:02}'
        for n, text in enumerate(paragraphs(count))
    )
    return ("number,what,amount,day\n" + "\n".join(rows) + "\n").encode()


MADE = {
    "large.md": lambda: markdown(5000),
    "large.html": lambda: html(5000),
    "large.docx": lambda: docx(1500),
    "large.csv": lambda: csv(100000),
    "large.txt": lambda: "\n\n".join(paragraphs(10000)).encode(),
    "large.pdf": lambda: make_pdf(manual_pages(300)),
}


def seconds(program, path):
    with open(path, "rb") as file:
        child = subprocess.Popen(
            [program, "parse-child", path.name, "0"], stdin=file, stdout=subprocess.DEVNULL
        )
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", help="another build of the program")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--kinds", default="md,html,docx,csv,txt,pdf")
    arguments = parser.parse_args()
    programs = [parser_of(PROGRAM)]
    if arguments.against:
        programs.append(parser_of(arguments.against))
    with tempfile.TemporaryDirectory() as temporary:
        for kind in arguments.kinds.split(","):
            large = pathlib.Path(temporary) / f"large.{kind}"
            large.write_bytes(MADE[large.name]())
            given = sorted(
                path
                for folder in ("documents", "webpages")
                for path in (DATA / folder).rglob(f"*.{kind}")
            )
            for name, files in ((large.name, [large]), (f"{len(given)} given {kind}", given)):
                taken = collections.defaultdict(list)
                for _ in range(arguments.rounds):
                    for program in programs:
                        taken[program].append(sum(seconds(program, path) for path in files))
                size = sum(path.stat().st_size for path in files) / 1e6
                now = statistics.median(taken[programs[0]])
                line = f"{name:15} {size:6.2f} MB {now:7.3f} s"
                if arguments.against:
                    ratios = [a / b for a, b in zip(*(taken[p] for p in programs), strict=True)]
                    line += (
                        f", {statistics.median(ratios):.2f} x the other "
                        f"({min(ratios):.2f} to {max(ratios):.2f})"
                    )
                print(line, flush=True)


if __name__ == "__main__":
    main()
