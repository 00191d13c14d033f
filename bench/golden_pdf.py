#!/usr/bin/env python3
"""PDFs made by Chromium, LibreOffice and reportlab, with known words, headings and tables, read by
the program: words in order (longest common subsequence over all words), table cells in their row
and column, headings. Words are those of XQuAD, in eight languages, and Hebrew sentences below.
Cells are looked up by what stands before them in their row, as a reader of the row would.
"""

import contextlib
import html
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unicodedata

from common import DATA, PROGRAM, parser_of

LANGUAGES = ["en", "de", "es", "ru", "el", "tr", "vi", "ar", "he"]
GRID_LINES = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
BARS = {"words": 0.99, "cells": 0.98, "headings": 0.98}
HEBREW = (
    "הספרייה שומרת מסמכים ומחפשת בהם וכל תשובה מצביעה על המקום המדויק בדף. "
    "בשנת 2021 נוספו 350 ספרים חדשים לאוסף של המחלקה להיסטוריה. "
    "המשאבה Alpha עובדת היטב בחורף ובקיץ, אבל צריך לבדוק אותה פעם בחודש. "
    "מנהל הנמל קיבל 1,250 טון דלק מהספק ABC Marine לפני תחילת העונה. "
    "התלמידים למדו את שמות הערים, ההרים והנהרות בשיעור הראשון."
)


def sentences(language):
    if language == "he":
        return [part.strip() + "." for part in HEBREW.split(". ")]
    return [
        text.strip(" .") + "."
        for line in open(DATA / "xquad" / language / "corpus.jsonl")
        for text in re.sub(r"\[\d+\]", "", json.loads(line)["text"]).split(". ")
        if 40 < len(text) < 300
    ]


class Page:
    """What a file holds, in the order in which it is read."""

    def __init__(self, language, chooser):
        self.language, self.chooser = language, chooser
        self.pool = sentences(language)
        self.items, self.number = [], 0

    def words(self, count):
        return " ".join(self.chooser.choice(self.pool).strip(".").split()[:count])

    def heading(self, level):
        self.number += 1
        self.items.append(("heading", level, f"{self.words(4)} {self.number}"))
        return self

    def text(self, count):
        chosen = [self.chooser.choice(self.pool) for _ in range(count)]
        self.items.append(("text", 0, " ".join(chosen)))
        return self

    def table(self, rows, columns, long=False, gaps=False):
        names = [f"{self.words(1)} {chr(65 + c)}" for c in range(columns)]
        body = []
        for r in range(rows):
            row = [f"{self.words(1)}{r}"]
            for c in range(1, columns):
                cell = str(self.chooser.randint(100, 99999))
                if long and c == columns - 1:
                    cell = self.words(14)
                if gaps and self.chooser.random() < 0.25:
                    cell = ""
                row.append(cell)
            body.append(row)
        self.items.append(("table", 0, [names, *body]))
        return self

    def caption(self):
        self.number += 1
        self.items.append(("text", 0, f"{self.words(2)} {self.number}:"))
        return self

    def text_table(self, rows, columns):
        """Its cells are words, so that only bold type tells the names of its columns."""
        names = [f"{self.words(1)} {chr(65 + c)}" for c in range(columns)]
        body = [
            [f"{self.words(1)}{r}", *(self.words(2) for _ in range(1, columns))]
            for r in range(rows)
        ]
        self.items.append(("table", 0, [names, *body]))
        return self

    def grouped_table(self, rows):
        """Two rows of names: years, and below each of them the same."""
        below = [f"{self.words(1)} {letter}" for letter in "PQ"]
        heads = [[self.words(1) + " N", "2023", "2024"], below + below]
        names = [heads[0][0], *(f"{year} {name}" for year in heads[0][1:] for name in below)]
        numbers = [[str(self.chooser.randint(100, 999)) for _ in range(4)] for _ in range(rows)]
        body = [[f"{self.words(1)}{r}", *numbers[r]] for r in range(rows)]
        self.items.append(("table", heads, [names, *body]))
        return self


def head_of(heads, names):
    if not heads:
        return "<tr>" + "".join(f"<th>{html.escape(name)}</th>" for name in names) + "</tr>"
    groups = "".join(f"<th colspan=2>{name}</th>" for name in heads[0][1:])
    below = "".join(f"<th>{html.escape(name)}</th>" for name in heads[1])
    return f"<tr><th rowspan=2>{html.escape(heads[0][0])}</th>{groups}</tr><tr>{below}</tr>"


def markup(page, style="", columns=0):
    direction = "rtl" if page.language in ("ar", "he") else "ltr"
    out = []
    for kind, level, content in page.items:
        if kind == "heading":
            out.append(f"<h{level}>{html.escape(content)}</h{level}>")
        elif kind == "text":
            out.append(f"<p class=t>{html.escape(content)}</p>")
        else:
            head = head_of(level, content[0])
            body = "".join(
                "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
                for row in content[1:]
            )
            out.append(f"<table><thead>{head}</thead><tbody>{body}</tbody></table>")
    inside = "".join(out)
    if columns:
        inside = f"<div style='columns:{columns};column-gap:24px'>{inside}</div>"
    base = (
        "@page{size:A4;margin:20mm} body{font:12px 'DejaVu Sans';line-height:1.35}"
        "td,th{padding:3px 10px;text-align:start;vertical-align:top} table{margin:12px 0}"
        "h1{font-size:24px}h2{font-size:18px}h3{font-size:15px}"
    )
    return (
        f"<html dir={direction} lang={page.language}><head><meta charset=utf-8>"
        f"<style>{base}{style}</style></head><body>{inside}</body></html>"
    )


def chromium(folder, name, source):
    page = pathlib.Path(folder, name + ".html")
    page.write_text(source)
    pdf = pathlib.Path(folder, name + ".pdf")
    if pdf.exists():
        return pdf
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(
        [*command, f"--print-to-pdf={pdf}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return pdf


def office(folder, name, source):
    page = pathlib.Path(folder, name + ".html")
    page.write_text(source)
    if pathlib.Path(folder, name + ".pdf").exists():
        return pathlib.Path(folder, name + ".pdf")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--infilter=HTML (StarWriter)"]
    subprocess.run(
        [*command, "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(page)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return pathlib.Path(folder, name + ".pdf")


def reportlab(folder, name, page, lines=GRID_LINES, has_running=True):
    """A report with a running head and page numbers, which belong to no text."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

    fonts = "/usr/share/fonts/truetype/dejavu/DejaVu"
    pdfmetrics.registerFont(TTFont("Body", fonts + "Serif.ttf"))
    pdfmetrics.registerFont(TTFont("Bold", fonts + "Serif-Bold.ttf"))
    body = ParagraphStyle("body", fontName="Body", fontSize=10, leading=13, spaceAfter=6)
    flow = []
    for kind, level, content in page.items:
        if kind == "text":
            flow.append(Paragraph(html.escape(content), body))
        elif kind == "heading":
            size = {1: 20, 2: 15, 3: 12}[level]
            style = ParagraphStyle(
                "h", fontName="Bold", fontSize=size, leading=size * 1.2, spaceBefore=8, spaceAfter=6
            )
            flow.append(Paragraph(html.escape(content), style))
        else:
            cells = [[Paragraph(html.escape(cell), body) for cell in row] for row in content]
            bold = ParagraphStyle("b", parent=body, fontName="Bold")
            cells[0] = [Paragraph(html.escape(cell), bold) for cell in content[0]]
            spans = []
            if level:
                first, *groups = level[0]
                spans = [("SPAN", (c, 0), (c + 1, 0)) for c in (1, 3)] + [("SPAN", (0, 0), (0, 1))]
                spans += [
                    ("FONTNAME", (0, 0), (-1, 1), "Bold"),
                    ("FONTNAME", (0, 2), (-1, -1), "Body"),
                ]
                above = [first, *(text for group in groups for text in (group, ""))]
                cells = [above, ["", *level[1]], *content[1:]]
            flow.append(Table(cells, style=TableStyle([*lines, *spans])))

    def running(canvas, document):
        if not has_running:
            return
        canvas.setFont("Body", 8)
        canvas.drawString(60, 810, "Harbour authority, yearly report")
        canvas.drawRightString(540, 30, f"{document.page}")

    pdf = pathlib.Path(folder, name + ".pdf")
    SimpleDocTemplate(str(pdf), pagesize=A4).build(flow, running, running)
    return pdf


GRID = "table{border-collapse:collapse} td,th{border:1px solid #444}"
STRIPES = "tr:nth-child(even){background:#ddd} td{border:0}"
BORDERS = "td,th{border:1px solid #444}"
BOXED = (
    "table{border-collapse:collapse;width:100%} td,th{border:1px solid #999;padding:6px}"
    "th{background:#eee}"
)
RUNNING = "@page{@top-left{content:'Works council, minutes'} @bottom-right{content:counter(page)}}"


def files(folder, chooser):
    """(name, PDF, what it holds) of each file."""
    page = lambda language: Page(language, chooser)  # noqa: E731
    for language in LANGUAGES:
        plain = page(language).heading(1).text(6).heading(2).text(5).table(5, 4).text(4)
        plain.heading(2).text(20).heading(3).text(24).heading(2).text(12)
        name = f"chromium {language} report, running head"
        yield name, chromium(folder, f"report-{language}", markup(plain, GRID + RUNNING)), plain
    for language in ("en", "de", "ru", "he", "ar"):
        wide = page(language)
        for _ in range(3):
            wide.heading(2).text(9).text(7)
        name = f"chromium {language} two columns"
        yield name, chromium(folder, f"columns-{language}", markup(wide, columns=2)), wide
    for language in ("en", "es", "el", "ar"):
        cells = page(language).heading(1).text(3).table(7, 4, gaps=True).text(3)
        cells.heading(2).table(5, 3, long=True).text(3).table(8, 5).text(2)
        for style, kind in ((GRID, "grid"), (STRIPES, "stripes"), ("", "no lines")):
            name = f"chromium {language} tables, {kind}"
            made = chromium(folder, f"tables-{language}-{kind[:2]}", markup(cells, style))
            yield name, made, cells
    for language in ("en", "de", "tr", "vi", "ru", "he", "ar"):
        letter = page(language).heading(1).text(8).heading(2).text(9).table(6, 3).text(30)
        name = f"office {language} letter"
        yield name, office(folder, f"letter-{language}", markup(letter, GRID)), letter
    if not has_reportlab():
        print("reportlab is not installed: its files are left out", flush=True)
        yield from files_of_tables(folder, chooser)
        return
    for language in ("en", "de", "es", "el", "ru"):
        report = page(language).heading(1).text(8).table(6, 4, gaps=True).heading(2).text(60)
        report.heading(2).table(4, 3, long=True).text(20)
        yield (
            f"reportlab {language} report",
            globals()["reportlab"](folder, f"reportlab-{language}", report),
            report,
        )
    yield from files_of_tables(folder, chooser)


def has_reportlab():
    try:
        import reportlab as _  # noqa: F401
    except ImportError:
        return False
    return True


def files_of_tables(folder, chooser):
    """Several tables with short texts between, cells of words, names over several columns."""
    for language in ("en", "es", "el"):
        page = Page(language, chooser).heading(1).text(2)
        page.caption().text_table(4, 3).caption().text_table(3, 3).caption().grouped_table(3)
        page.caption().text_table(3, 4).text(2)
        for style, kind in ((BOXED, "boxed"), (BORDERS, "borders"), ("", "plain")):
            made = chromium(folder, f"several-{language}-{kind}", markup(page, style))
            yield f"chromium {language} several tables, {kind}", made, page
        made = office(folder, f"several-office-{language}", markup(page, GRID))
        yield f"office {language} several tables", made, page
        if not has_reportlab():
            continue
        below = [("LINEBELOW", (0, 0), (-1, 0), 0.5, "black")]
        for style, kind in ((GRID_LINES, "grid"), (below, "lines")):
            for side in ("LEFT", "CENTER", "RIGHT"):
                name = f"several-{kind}-{side}-{language}"
                aligned = [*style, ("ALIGN", (1, 0), (-1, -1), side)]
                made = globals()["reportlab"](folder, name, page, aligned, False)
                yield f"reportlab {language} several, {kind}, {side.lower()}", made, page


def varint(data, at):
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return number, at


def text_at(data, at):
    length, at = varint(data, at)
    return data[at : at + length], at + length


def blocks_of(part):
    """(kind, is set aside, text) of each block of a part: docs/formats/parsed.md."""
    at = varint(part, varint(part, 0)[1])[1]
    text, at = text_at(part, at)
    at = text_at(part, at)[1]
    count, at = varint(part, at)
    for _ in range(count):
        kind = part[at]
        begin, at = varint(part, at + 2)
        length, at = varint(part, at)
        at = text_at(part, at)[1]
        for flag, numbers in ((0x40, 5), (0x20, 2)):
            if kind & flag:
                items, at = varint(part, at)
                for _ in range(items * numbers):
                    at = varint(part, at)[1]
        yield kind & 0x1F, bool(kind & 0x80), text[begin : begin + length].decode()


def read(pdf):
    with open(pdf, "rb") as file:
        out = subprocess.run(
            [parser_of(PROGRAM), "parse-child", pdf.name, "0"],
            stdin=file,
            capture_output=True,
            check=True,
        ).stdout
    at, blocks = 0, []
    while at < len(out):
        length = int.from_bytes(out[at : at + 4], "little")
        if out[at + 4 : at + 5] == b"P":
            blocks += blocks_of(out[at + 5 : at + 4 + length])
        at += 4 + length
    return blocks


def words_in(text):
    """Without marks above and below letters, which would cut Arabic words, and soft hyphens."""
    plain = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Mn")
    return re.findall(r"[\w]+", "".join(plain).replace("\xad", ""))


def common_words(a, b):
    """Length of the longest common subsequence, by bits of a Python integer (Hyyrö 2004)."""
    masks = {}
    for i, word in enumerate(a):
        masks[word] = masks.get(word, 0) | 1 << i
    full = (1 << len(a)) - 1
    row = full
    for word in b:
        matches = row & masks.get(word, 0)
        row = ((row + matches) | (row - matches)) & full
    return len(a) - row.bit_count()


HEADING, TABLE = 0, 3


def plain(content):
    return " ".join(words_in(content))


def score(page, blocks):
    wanted, found = [], []
    for kind, level, content in page.items:
        rows = content if kind == "table" else [[content]]
        rows = [*level, *rows[1:]] if kind == "table" and level else rows
        for cell in (cell for row in rows for cell in row):
            wanted += words_in(cell)
    names = {
        plain(name): name
        for kind, _, content in page.items
        if kind == "table"
        for name in content[0]
    }
    rows = []  # of tables, as cells with the name of the column
    header = ""
    for kind, aside, content in blocks:
        if kind == TABLE and aside:  # the same again stands above what goes on on the next page
            found += words_in(content if content != header else "")
            header = content
        elif kind == TABLE:
            for line in content.splitlines():
                cells = [cell.rpartition(": ") for cell in re.split(r" ?\| ?", line)]
                rows.append([(plain(c[0].rstrip(": ")), plain(c[2].rstrip(":"))) for c in cells])
                for name, cell in rows[-1]:
                    found += words_in(cell if name or cell not in names else "")
        elif not aside:
            found += words_in(re.sub(r"(\w)-\n(\w)", r"\1\2", content))
    cells = places = after = 0  # rows of several tables may have one name: in their order
    for kind, _, content in page.items:
        if kind != "table":
            continue
        for row in content[1:]:
            same = (i for i in range(after, len(rows)) if rows[i][0][1] == plain(row[0]))
            at = next(same, None)
            line = rows[at] if at is not None else []
            after = at + 1 if at is not None else after
            for column, cell in enumerate(row):
                places += 1
                named = [value for name, value in line if name == plain(content[0][column])]
                value = named[0] if named else line[column][1] if column < len(line) else None
                cells += value == plain(cell) or (
                    cell == "" and value == names_key(content, column)
                )
    headings = [plain(content) for kind, _, content in page.items if kind == "heading"]
    seen = [plain(content) for kind, aside, content in blocks if kind == HEADING and not aside]
    good = common_words(headings, seen)
    return {
        "words": common_words(wanted, found) / max(len(wanted), len(found)),
        "cells": cells / places if places else 1.0,
        "headings": good / max(len(headings), len(seen), 1),
    }


def names_key(content, column):
    return plain(content[0][column])


def main():
    chooser = random.Random(11)
    sums, count = dict.fromkeys(BARS, 0.0), 0
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    kept = sys.argv[2] if len(sys.argv) > 2 else None  # a folder: what is there is not made again
    with contextlib.nullcontext(kept) if kept else tempfile.TemporaryDirectory() as folder:
        for name, pdf, page in files(folder, chooser):
            if only not in name:
                continue
            result = score(page, read(pdf))
            count += 1
            for key in sums:
                sums[key] += result[key]
            print(f"{name:<42}", *(f"{k} {v:.4f}" for k, v in result.items()), flush=True)
    means = {key: value / count for key, value in sums.items()}
    print(f"{count} files:", *(f"{k} {v:.4f} (bar {BARS[k]})" for k, v in means.items()))
    sys.exit(any(means[key] < BARS[key] for key in BARS))


if __name__ == "__main__":
    main()
