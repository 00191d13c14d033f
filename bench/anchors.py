#!/usr/bin/env python3
"""Anchors: for random passages of every kind, what stands at the anchor is the passage; and boxes
of PDF pages are read by pypdfium2 for comparison."""

import csv
import io
import json
import random
import re
import zipfile

import pypdfium2
from common import DATA, Server, make_pdf, manual_pages

WANTED = 200
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def squeezed(text):
    return re.sub(r"\s+", " ", text.replace("-\n", "")).strip()


def docx_of(paragraphs):
    out = io.BytesIO()
    body = "".join(
        "<w:p><w:r><w:t "
        f"xml:space='preserve'>{p.replace('&', '&amp;').replace('<', '&lt;')}</w:t></w:r></w:p>"
        for p in paragraphs
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        )
        archive.writestr(
            "word/document.xml",
            f"<w:document xmlns:w='{WORD}'><w:body>{body}</w:body></w:document>",
        )
    return out.getvalue()


def main():
    chooser = random.Random(9)
    texts = [
        json.loads(line)["text"].replace("\n", " ") for line in open(DATA / "scifact/corpus.jsonl")
    ]
    table = io.StringIO()
    csv.writer(table).writerows(
        [["number", "finding", "note"]]
        + [[i, t[:80], t[80:140]] for i, t in enumerate(texts[:5000])]
    )
    pages = manual_pages(150)
    files = {
        "text": ("a.txt", "\n\n".join(texts[:400]).encode()),
        "markdown": ("a.md", "\n\n".join(f"# {t[:40]}\n\n{t}" for t in texts[400:800]).encode()),
        "html": (
            "a.html",
            (
                "<html><body><article>"
                + "".join(
                    f"<h2>{t[:40]}</h2><p>{t.replace('<', '&lt;')}</p>" for t in texts[800:1200]
                )
                + "</article></body></html>"
            ).encode(),
        ),
        "docx": ("a.docx", docx_of(texts[1200:1600])),
        "csv": ("a.csv", table.getvalue().encode()),
        "pdf": ("a.pdf", make_pdf(pages)),
    }
    server = Server("--set", "models.default=none")
    documents = {kind: server.upload(*file)["document_id"] for kind, file in files.items()}
    server.wait_for_jobs()
    pdf = pypdfium2.PdfDocument(files["pdf"][1])
    rows = list(csv.reader(io.StringIO(table.getvalue())))
    for kind, document in documents.items():
        whole = raw(server, f"/api/v1/documents/{document}/text")
        seen, tries = {}, 0
        while len(seen) < WANTED:
            query = " ".join(chooser.choice(texts).split()[3:7])
            for hit in server.request(
                "POST",
                "/api/v1/collections/library/search",
                {
                    "query": query,
                    "mode": "keyword",
                    "limit": 20,
                    "filter": {"document_id": document},
                },
            )["data"]:
                seen[hit["passage"]["record_id"]] = hit["passage"]
            tries += 1
            if tries > 4000:
                break
        good = 0
        for passage in seen.values():
            anchor = passage["anchors"][0]
            if anchor["kind"] == "text":
                good += squeezed(whole[anchor["start"] : anchor["end"]]) == squeezed(
                    passage["text"]
                )
            elif anchor["kind"] == "cells":
                first, last = map(int, re.findall(r"\d+", anchor["range"]))
                good += all(
                    cell in re.sub(r"\s+", " ", passage["text"])
                    for row in rows[first - 1 : last]
                    for cell in map(squeezed, row)
                    if cell
                )
            else:
                good += boxes_cover(
                    pdf[anchor["page"] - 1].get_textpage(), anchor["boxes"], passage["text"]
                )
        print(
            f"{kind:<9} {len(seen)} passages, {good / len(seen):.4f} recovered at their anchors",
            flush=True,
        )
    server.stop()


def raw(server, path):
    import urllib.request

    with urllib.request.urlopen(
        urllib.request.Request(server.url + path, headers={"Authorization": "Bearer " + server.key})
    ) as answer:
        return answer.read().decode()


def boxes_cover(page, boxes, text):
    """What PDFium's own reader finds inside the boxes is the passage."""
    found = " ".join(
        page.get_text_bounded(x0 - 0.3, 792 - y1 - 0.3, x1 + 0.3, 792 - y0 + 0.3)
        for x0, y0, x1, y1 in boxes
    )
    return squeezed(found) == squeezed(text)


main()
