#!/usr/bin/env python3
"""Anchors: for random passages of every kind, what stands at the anchor is the passage; and boxes against the ground truth of generated PDFs, rotated,
cropped, in columns."""
import csv, io, json, random, re, subprocess, zipfile

from common import DATA, Server, make_pdf, manual_pages

WANTED = 200


def squeezed(text):
    return re.sub(r"\s+", " ", text.replace("-\n", "")).strip()


def docx_of(paragraphs):
    out = io.BytesIO()
    body = "".join(f"<w:p><w:r><w:t xml:space='preserve'>{p.replace('&', '&amp;').replace('<', '&lt;')}</w:t></w:r></w:p>" for p in paragraphs)
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>")
        archive.writestr("word/document.xml", f"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def main():
    chooser = random.Random(9)
    texts = [json.loads(line)["text"].replace("\n", " ") for line in open(DATA / "scifact/corpus.jsonl")]
    table = io.StringIO()
    csv.writer(table).writerows([["number", "finding", "note"]] + [[i, t[:80], t[80:140]] for i, t in enumerate(texts[:1500])])
    pages = manual_pages(150)
    files = {"text": ("a.txt", "\n\n".join(texts[:400]).encode()), "markdown": ("a.md", "\n\n".join(f"# {t[:40]}\n\n{t}" for t in texts[400:800]).encode()),
             "html": ("a.html", ("<html><body><article>" + "".join(f"<h2>{t[:40]}</h2><p>{t.replace('<', '&lt;')}</p>" for t in texts[800:1200]) + "</article></body></html>").encode()),
             "docx": ("a.docx", docx_of(texts[1200:1600])), "csv": ("a.csv", table.getvalue().encode()), "pdf": ("a.pdf", make_pdf(pages))}
    server = Server("--set", "models.default=none")
    documents = {kind: server.upload(*file)["document_id"] for kind, file in files.items()}
    server.wait_for_jobs()
    rows = list(csv.reader(io.StringIO(table.getvalue())))
    for kind, document in documents.items():
        text = server.request("GET", f"/api/v1/documents/{document}/content?limit=1")
        whole = raw(server, f"/api/v1/documents/{document}/text")
        seen = {}
        while len(seen) < WANTED:
            query = " ".join(chooser.choice(texts).split()[3:7])
            for hit in server.request("POST", "/api/v1/collections/library/search", {"query": query, "mode": "keyword", "limit": 5, "filter": {"document_id": document}})["data"]:
                seen[hit["passage"]["record_id"]] = hit["passage"]
            if kind == "csv" and len(seen) >= 60 or len(seen) >= WANTED:
                break
        good = 0
        for passage in seen.values():
            anchor = passage["anchors"][0]
            if anchor["kind"] == "text":
                good += squeezed(whole[anchor["start"]:anchor["end"]]) == squeezed(passage["text"])
            elif anchor["kind"] == "cells":
                first, last = map(int, re.findall(r"\d+", anchor["range"]))
                good += all(cell in squeezed(passage["text"]) for row in rows[first - 1:last] for cell in map(squeezed, row) if cell)
            else:
                good += boxes_cover(pages[anchor["page"] - 1], anchor["boxes"], passage["text"])
        print(f"{kind:<9} {len(seen)} passages, {good / len(seen):.4f} recovered at their anchors", flush=True)
    server.stop()


def raw(server, path):
    import urllib.request
    with urllib.request.urlopen(urllib.request.Request(server.url + path, headers={"Authorization": "Bearer " + server.key})) as answer:
        return answer.read().decode()


def boxes_cover(lines, boxes, text):
    """The lines of the page that begin inside the boxes, read together, are the passage."""
    inside = [line for x, y, size, line in lines if any(b[0] - 1 <= x <= b[2] and b[1] - 1 <= 792 - y - size * .2 <= b[3] + 1 for b in boxes)]
    return squeezed(" ".join(inside)) == squeezed(text)


main()
