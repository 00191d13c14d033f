#!/usr/bin/env python3
"""Look-ups in tables: made tables of every kind of file, each cell asked for by its row and column.

Rows and columns are named with made words, values are numbers, names and dates; some cells are
empty, some reach over several rows. Right: the first citation quotes the row and cites the cell.
"""

import argparse
import collections
import html
import io
import random
import zipfile

from common import Server, make_pdf

ATTRIBUTES = {
    "Torque": lambda r: f"{r.randint(5, 400)} Nm",
    "Weight": lambda r: f"{r.randint(1, 900) / 10} kg",
    "Price": lambda r: f"{r.randint(100, 99999) / 100:.2f} EUR",
    "Colour": lambda r: r.choice(["red", "amber", "teal", "ivory", "violet", "umber"]),
    "Delivery date": lambda r: (
        f"{r.randint(2019, 2026)}-{r.randint(1, 12):02}-{r.randint(1, 28):02}"
    ),
    "Supplier": lambda r: made_word(r).capitalize() + " Ltd",
    "Stock": lambda r: str(r.randint(0, 5000)),
    "Max. pressure": lambda r: f"{r.randint(1, 60)} bar",
    "Warranty": lambda r: f"{r.randint(1, 10)} years",
}


def made_word(r):
    return "".join(r.choice("bdfgklmnprstvz") + r.choice("aeiou") for _ in range(r.randint(2, 3)))


def make_table(r):
    """A header, and rows of cells; None in the first column: the cell above reaches down."""
    columns = r.sample(sorted(ATTRIBUTES), r.randint(3, 6))
    grouped = r.random() < 0.3
    header = (["Series"] if grouped else []) + [r.choice(["Model", "Part", "Item"]), *columns]
    rows, names = [], set()
    group = made_word(r).capitalize()
    while len(rows) < r.randint(6, 24):
        name = made_word(r).capitalize() + r.choice(["", f" {r.randint(2, 99)}"])
        if name in names:
            continue
        names.add(name)
        begins = not rows or r.random() < 0.4
        group = made_word(r).capitalize() if begins else group
        cells = [ATTRIBUTES[column](r) if r.random() > 0.08 else "" for column in columns]
        rows.append(((group if begins else None,) if grouped else ()) + (name, *cells))
    return header, rows, grouped


def spans(rows):
    """How many rows the first cell of each row reaches over."""
    counts = [0] * len(rows)
    for number, row in enumerate(rows):
        begin = max(i for i in range(number + 1) if rows[i][0] is not None)
        counts[begin] += 1
    return counts


def as_html(title, header, rows, grouped):
    heads = "".join(f"<th>{name}</th>" for name in header)
    reach = spans(rows) if grouped else []
    lines = []
    for number, row in enumerate(rows):
        cells = ""
        for column, cell in enumerate(row):
            if cell is None:
                continue
            span = f' rowspan="{reach[number]}"' if grouped and column == 0 else ""
            cells += f"<td{span}>{cell}</td>"
        lines.append(f"<tr>{cells}</tr>")
    return f"<title>{title}</title><h1>{title}</h1><table><tr>{heads}</tr>{''.join(lines)}</table>"


def as_markdown(title, header, rows, grouped):
    lines = [f"# {title}\n", "| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(row) + " |" for row in filled(rows)]
    return "\n".join(lines) + "\n"


def as_csv(title, header, rows, grouped):
    return "\n".join(";".join(row) for row in [header, *filled(rows)]) + "\n"


def filled(rows):
    out, above = [], ""
    for row in rows:
        above = row[0] if row[0] is not None else above
        out.append((above, *row[1:]))
    return out


def as_docx(title, header, rows, grouped):
    """The least of a Word document: a heading and a table, whose first row repeats on each page."""
    escape = html.escape

    def paragraph(words, style=""):
        style = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
        return f"<w:p>{style}<w:r><w:t>{escape(words)}</w:t></w:r></w:p>"

    def cell(words, merge=""):
        merge = f"<w:tcPr>{merge}</w:tcPr>" if merge else ""
        return f"<w:tc>{merge}{paragraph(words)}</w:tc>"

    lines = ["<w:tr><w:trPr><w:tblHeader/></w:trPr>" + "".join(map(cell, header)) + "</w:tr>"]
    for row in rows:
        begins = '<w:vMerge w:val="restart"/>' if grouped else ""
        first = cell("", "<w:vMerge/>") if row[0] is None else cell(row[0], begins)
        lines.append("<w:tr>" + first + "".join(map(cell, row[1:])) + "</w:tr>")
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    document = (
        f'<w:document xmlns:w="{space}"><w:body>{paragraph(title, "Heading1")}'
        f"<w:tbl>{''.join(lines)}</w:tbl></w:body></w:document>"
    )
    relation = f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "_rels/.rels", f'<Relationships xmlns="{packages}">{relation}</Relationships>'
        )
        archive.writestr("word/document.xml", document)
    return out.getvalue()


def as_pdf(title, header, rows, grouped):
    """Set without rules, the names of columns larger; a cell over several rows is at the top."""
    lines = [(60, 730, 18, title)]
    lines += [(60 + 84 * c, 690, 10, name) for c, name in enumerate(header)]
    for number, row in enumerate(rows):
        cells = [(60 + 84 * c, 668 - 18 * number, 9, cell) for c, cell in enumerate(row) if cell]
        lines += cells
    return make_pdf([lines])


MAKERS = {"html": as_html, "md": as_markdown, "csv": as_csv, "docx": as_docx, "pdf": as_pdf}


def make_document(kind, r):
    """Its bytes, and (row, column, value) of what can be asked."""
    header, rows, grouped = make_table(r)
    title = f"{made_word(r).capitalize()} {made_word(r)} catalogue"
    content = MAKERS[kind](title, header, rows, grouped)
    first = 1 if grouped else 0
    questions = [
        (row[first], header[column], row[column])
        for row in rows
        for column in range(first + 1, len(header))
        if row[column]
    ]
    return content if isinstance(content, bytes) else content.encode(), questions


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="all-MiniLM-L6-v2")
    parser.add_argument("--tables", type=int, default=12, help="of each kind")
    parser.add_argument("--questions", type=int, default=150, help="of each kind")
    parser.add_argument("--wrong", action="store_true", help="print what went wrong")
    arguments = parser.parse_args()
    r = random.Random(20261125)
    server = Server("--set", f"models.default={arguments.model}")
    asked = {}
    for kind in MAKERS:
        pool = []
        for number in range(arguments.tables):
            content, questions = make_document(kind, r)
            server.upload(f"{kind}-{number}.{kind}", content)
            pool += questions
        asked[kind] = r.sample(pool, min(arguments.questions, len(pool)))
    server.wait_for_jobs()
    everywhere = collections.Counter(row for questions in asked.values() for row, _, _ in questions)
    right, total = collections.Counter(), collections.Counter()
    path = "/api/v1/collections/library/ask"
    for kind, questions in asked.items():
        for row, column, value in questions:
            answer = server.request(
                "POST", path, {"query": f"What is the {column.lower()} of {row}?"}
            )
            first = (answer["citations"] or [{}])[0]
            cell = first.get("cell") or {}
            good = cell.get("text") == value and row in first["quote"]
            total[kind] += 1
            right[kind] += good
            if arguments.wrong and not good:
                print(f"{kind}: {column} of {row} is {value}, not:", answer["answer"], cell)
    server.stop()
    for kind in MAKERS:
        print(
            f"{kind:<5} {right[kind]:4} of {total[kind]:4} right: {right[kind] / total[kind]:.3f}"
        )
    share = sum(right.values()) / sum(total.values())
    print(f"all   {share:.3f}; the bar is .95; {len(everywhere)} rows asked for")


if __name__ == "__main__":
    main()
