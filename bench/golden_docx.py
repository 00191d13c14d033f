#!/usr/bin/env python3
"""Golden DOCX files: documents whose words, cells and headings are known, in nine languages, set
by python-docx and by LibreOffice (from HTML, from flat ODT, and from what python-docx wrote), and
read through the program. Needs `soffice` and python-docx, which `bench/run` installs.
With a folder as its argument, the files are left there."""

import html
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

import docx
from common import DATA, Server
from docx.shared import Pt

LANGUAGES = ("ar", "de", "el", "en", "es", "he", "ru", "tr", "zh")
HEBREW = (
    "הספרייה שומרת מסמכים ומחפשת בהם. כל תשובה מצביעה על המקום המדויק בעמוד. "
    "בשנת 2021 נוספו 350 ספרים חדשים למחסן. המשאבה Alpha עובדת היטב בחורף ובקיץ. "
    "הטבלה מונה מחירים של שלוש תחנות. מפעיל הציוד רושם את הלחץ בכל בוקר. "
    "אחרי הבדיקה נסגר השסתום השני ונפתח הראשון. הדוח נשלח למנהל לפני סוף החודש. "
    "איש לא נכנס לאולם בלי קסדה. כל חלק מסומן במספר וביום הייצור."
)


@dataclass
class Golden:
    """What a document holds, in the order in which it is read."""

    language: str
    blocks: list = field(default_factory=list)  # (kind, value)

    def words(self):
        texts = []
        for kind, value in self.blocks:
            if kind == "table":
                texts += [cell for row in value for cell in row if cell is not None]
            elif kind in ("list", "note"):
                texts += value
            else:
                texts.append(value[1] if kind == "heading" else value)
        return words(" ".join(texts))

    def headings(self):
        return [value for kind, value in self.blocks if kind == "heading"]

    def tables(self):
        return [value for kind, value in self.blocks if kind == "table"]


def words(text):
    return re.findall(r"\w+", text)


def sentences(language):
    if language == "he":
        return re.split(r"(?<=\.) ", HEBREW)
    out = []
    for line in open(DATA / "xquad" / language / "corpus.jsonl"):
        out += re.split(r"(?<=[.。]) ?", json.loads(line)["text"])
    return [s.strip() for s in out if 20 < len(s.strip()) < 300]


def make_table(pool, chooser):
    """A header and six rows; a cell of the first column reaches over two rows (None: covered)."""
    terms = [w for s in chooser.sample(pool, 6) for w in words(s) if not w.isdigit()]
    terms = list(dict.fromkeys(t[:20] for t in terms))[:10]
    rows = [terms[:4]]
    for i in range(6):
        first = terms[4 + i // 2] if i % 2 == 0 else None
        rows.append([first] + [f"{chooser.randint(1, 999)}.{i}", "", str(chooser.randint(1, 99))])
        rows[-1][2] = chooser.choice(terms) if chooser.random() < 0.8 else ""
    return rows


def make_golden(language, chooser, with_notes):
    pool = sentences(language)
    golden = Golden(language)

    def paragraph():
        return " ".join(chooser.sample(pool, min(len(pool), chooser.randint(2, 5))))

    for section in range(4):
        name = " ".join(words(chooser.choice(pool))[:5])
        golden.blocks.append(("heading", (1 + section % 3, name)))
        golden.blocks.append(("paragraph", paragraph()))
        golden.blocks.append(("list", chooser.sample(pool, 3)))
        if with_notes:
            golden.blocks.append(("note", [paragraph(), chooser.choice(pool)]))
        golden.blocks.append(("table", make_table(pool, chooser)))
        golden.blocks.append(("paragraph", paragraph()))
    return golden


def write_python_docx(golden, path, chooser):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Running head"
    for kind, value in golden.blocks:
        if kind == "heading":
            document.add_heading(value[1], value[0])
        elif kind == "paragraph":
            line = document.add_paragraph()
            for piece in re.split(r"(?<= )", value):  # runs of all kinds cut the text
                run = line.add_run(piece)
                run.bold, run.italic = chooser.random() < 0.2, chooser.random() < 0.1
                run.font.size = Pt(chooser.choice((10, 11)))
        elif kind == "list":
            for item in value:
                document.add_paragraph(item, style="List Number")
        else:
            write_python_table(document, value)
    document.save(path)


def write_python_table(document, rows):
    table = document.add_table(len(rows), 4, style="Light Grid Accent 1")
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text is None:
                table.cell(r - 1, c).merge(table.cell(r, c))
            else:
                table.cell(r, c).text = text


def as_html(golden):
    out = []
    for kind, value in golden.blocks:
        if kind == "heading":
            out.append(f"<h{value[0]}>{html.escape(value[1])}</h{value[0]}>")
        elif kind == "paragraph":
            out.append(f"<p>{html.escape(value)}</p>")
        elif kind == "list":
            out.append("<ol>" + "".join(f"<li>{html.escape(i)}</li>" for i in value) + "</ol>")
        else:
            out.append("<table border=1>")
            for r, row in enumerate(value):
                cells = "".join(html_cell(value, r, c) for c in range(4))
                out.append(f"<tr>{cells}</tr>")
            out.append("</table>")
    direction = "rtl" if golden.language in ("ar", "he") else "ltr"
    return (
        f"<html lang={golden.language} dir={direction}><head><meta charset=utf-8></head><body>"
        + "".join(out)
        + "</body></html>"
    )


def html_cell(rows, r, c):
    if rows[r][c] is None:
        return ""
    tag = "th" if r == 0 else "td"
    span = " rowspan=2" if r + 1 < len(rows) and rows[r + 1][c] is None else ""
    return f"<{tag}{span}>{html.escape(rows[r][c])}</{tag}>"


FLAT = """<?xml version="1.0" encoding="UTF-8"?><office:document
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:body><office:text><text:tracked-changes><text:changed-region text:id="d1">
<text:deletion><office:change-info><dc:creator>A</dc:creator>
<dc:date>2024-03-01T10:00:00</dc:date></office:change-info><text:p>withdrawn</text:p>
</text:deletion></text:changed-region></text:tracked-changes>%s</office:text></office:body>
</office:document>"""


def as_flat_odt(golden):
    """With footnotes, a comment, and a word that is tracked as deleted."""
    out = []
    for kind, value in golden.blocks:
        if kind == "heading":
            level, text = value[0], html.escape(value[1])
            out.append(f'<text:h text:outline-level="{level}">{text}</text:h>')
        elif kind == "paragraph":
            out.append(f'<text:p><text:change text:change-id="d1"/>{html.escape(value)}</text:p>')
        elif kind == "list":
            items = "".join(
                f"<text:list-item><text:p>{html.escape(i)}</text:p></text:list-item>" for i in value
            )
            out.append(f"<text:list>{items}</text:list>")
        elif kind == "note":
            out.append(
                f'<text:p>{html.escape(value[0])}<text:note text:note-class="footnote">'
                f"<text:note-citation>1</text:note-citation><text:note-body><text:p>"
                f"{html.escape(value[1])}</text:p></text:note-body></text:note></text:p>"
            )
        else:
            out.append(flat_table(value))
    return FLAT % "".join(out)


def flat_table(rows):
    out = ['<table:table><table:table-column table:number-columns-repeated="4"/>']
    for r, row in enumerate(rows):
        line = ""
        for c, text in enumerate(row):
            if text is None:
                line += "<table:covered-table-cell/>"
                continue
            covers = r + 1 < len(rows) and rows[r + 1][c] is None
            span = ' table:number-rows-spanned="2"' if covers else ""
            cell = f"<text:p>{html.escape(text)}</text:p>"
            line += f"<table:table-cell{span}>{cell}</table:table-cell>"
        line = f"<table:table-row>{line}</table:table-row>"
        out.append(f"<table:table-header-rows>{line}</table:table-header-rows>" if r == 0 else line)
    return "".join(out) + "</table:table>"


def convert(files, folder, *options):
    """With LibreOffice, to `folder`."""
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            *options,
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            folder,
            *files,
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )


def make_all(folder):
    """Path and Golden of each document."""
    chooser = random.Random(7)
    sources = {"python": [], "html": [], "flat": []}
    made = {}
    for name in ("source", "again", "files"):
        (folder / name).mkdir()
    for language in LANGUAGES:
        golden = make_golden(language, chooser, False)
        path = folder / "files" / f"python-{language}.docx"
        write_python_docx(golden, path, chooser)
        made[path] = golden
        again = folder / "again" / f"resaved-{language}.docx"
        again.write_bytes(path.read_bytes())
        sources["python"].append(again)
        made[folder / "files" / again.name] = golden
        for kind, suffix, write in (("html", "html", as_html), ("flat", "fodt", as_flat_odt)):
            golden = make_golden(language, chooser, kind == "flat")
            source = folder / "source" / f"{kind}-{language}.{suffix}"
            source.write_text(write(golden))
            sources[kind].append(source)
            made[folder / "files" / f"{kind}-{language}.docx"] = golden
    convert(sources["python"], folder / "files")
    convert(sources["html"], folder / "files", "--infilter=HTML (StarWriter)")
    convert(sources["flat"], folder / "files")
    return made


def common_words(a, b):
    """Length of the longest common subsequence, by bits (Hyyrö 2004)."""
    places = {}
    for i, word in enumerate(a):
        places[word] = places.get(word, 0) | 1 << i
    every = (1 << len(a)) - 1
    left = every
    for word in b:
        both = left & places.get(word, 0)
        left = ((left + both) | (left - both)) & every
    return len(a) - left.bit_count()


def pieces(line):
    return [piece.strip() for piece in line.split("|")]


def cells_in_place(rows, blocks):
    """Cells of a table that stand in a row of their own behind the names of their columns."""
    names, filled, wanted, right = rows[0], None, 0, 0
    lines = [pieces(line) for block in blocks for line in block["text"].splitlines()]
    for row in rows[1:]:
        filled = row[0] if row[0] is not None else filled
        cells = [filled, *row[1:]]
        expected = [f"{n}: {c}".strip() for n, c in zip(names, cells, strict=True)]
        best = max((sum(e in line for e in expected) for line in lines), default=0)
        wanted, right = wanted + len(expected), right + best
    return right, wanted


def measure(golden, blocks):
    text = "\n".join(block["text"] for block in blocks)
    truth = golden.words()
    scores = {"words": (common_words(truth, words(text)), len(truth))}
    headings = [(b["level"], " ".join(words(b["text"]))) for b in blocks if b["kind"] == "heading"]
    wanted = [(level, " ".join(words(name))) for level, name in golden.headings()]
    scores["headings"] = (common_words(wanted, headings), max(len(wanted), len(headings)))
    tables = [b for b in blocks if b["kind"] == "table"]
    cells = [cells_in_place(table, tables) for table in golden.tables()]
    scores["cells"] = tuple(map(sum, zip(*cells, strict=True)))
    return scores


def read_all(made):
    server = Server("--set", "models.default=none")
    out = {}
    for path in made:
        added = server.upload(path.name, path.read_bytes())
        out[path] = added["document_id"]
    server.wait_for_jobs()
    for path, document in out.items():
        blocks, cursor = [], ""
        while cursor is not None:
            page = server.request("GET", f"/api/v1/documents/{document}/content?limit=200{cursor}")
            blocks += page["data"]
            cursor = f"&cursor={page['next_cursor']}" if page.get("next_cursor") else None
        out[path] = blocks
    server.stop()
    return out


def main(folder):
    made = make_all(folder)
    sums = {}
    for path, blocks in read_all(made).items():
        scores = measure(made[path], blocks)
        for name, (right, wanted) in scores.items():
            every = sums.setdefault(path.name.split("-")[0], {}).setdefault(name, [0, 0])
            every[0], every[1] = every[0] + right, every[1] + wanted
            if right < 0.98 * wanted:
                print(f"  {path.name}: {name} {right} of {wanted}")
    for writer, scores in sums.items():
        line = ", ".join(f"{name} {right / wanted:.4f}" for name, (right, wanted) in scores.items())
        print(f"{writer}: {line}")
    total = {
        name: sum(s[name][0] for s in sums.values()) / sum(s[name][1] for s in sums.values())
        for name in ("words", "cells", "headings")
    }
    print(
        f"{len(made)} files: " + ", ".join(f"{name} {share:.4f}" for name, share in total.items())
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        pathlib.Path(sys.argv[1]).mkdir(parents=True)
        main(pathlib.Path(sys.argv[1]).resolve())
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(pathlib.Path(temporary))
