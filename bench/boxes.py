#!/usr/bin/env python3
"""Boxes against ground truth: pages set by Chromium (plain, two columns, Hebrew, Arabic), also
rotated and cropped. The truth is the ink: the page is rendered, and each line of dark pixels is
a box. Overlap is the area that both have, over the area that either has.
"""

import io
import json
import pathlib
import random
import subprocess
import tempfile

import numpy as np
import pypdfium2
from common import DATA, Server

PAGES, SCALE = 26, 4
STYLE = """
@page { size: 612pt 792pt; margin: 0 }
body { margin: 0; font: 13px 'DejaVu Sans' }
div { width: 816px; height: 1056px; break-after: page; overflow: hidden }
p { margin: 60px; line-height: 2.2; color: #000 }
"""


def sentences(language):
    return [
        text
        for line in open(DATA / "xquad" / language / "corpus.jsonl")
        for text in json.loads(line)["text"].split(". ")
        if 40 < len(text) < 400
    ]


HEBREW = (
    "הספרייה שומרת מסמכים ומחפשת בהם וכל תשובה מצביעה על המקום המדויק "
    "בשנת 2021 נוספו 350 ספרים חדשים המשאבה Alpha עובדת היטב בחורף ובקיץ"
).split()


def make_pdf(folder, name, language, columns, chooser):
    pool = (
        sentences(language)
        if language != "he"
        else [" ".join(chooser.sample(HEBREW, 12)) for _ in range(400)]
    )
    direction = "rtl" if language in ("ar", "he") else "ltr"
    pages = "".join(
        f"<div><p style='columns:{columns};column-gap:60px' dir={direction} "
        f"lang={language}>{'. '.join(chooser.sample(pool, chooser.randint(4, 7)))}.</p></div>"
        for _ in range(PAGES)
    )
    html = pathlib.Path(folder, name + ".html")
    html.write_text(
        f"<html><head><meta charset=utf-8><style>{STYLE}</style></head><body>{pages}</body></html>"
    )
    pdf = pathlib.Path(folder, name + ".pdf")
    subprocess.run(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--print-to-pdf={pdf}",
            html.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return pdf


def single_pages(pdf, rotation=0, crop=None):
    """Each page as a file of its own, so that its text is one passage."""
    whole = pypdfium2.PdfDocument(pdf)
    for number in range(len(whole)):
        document = pypdfium2.PdfDocument.new()
        document.import_pages(whole, [number])
        document[0].set_rotation(rotation)
        if crop:
            document[0].set_cropbox(*crop)
        out = io.BytesIO()
        document.save(out)
        yield out.getvalue()


def ink(page, rotation, columns):
    """A mask of the boxes of all lines, as the page is seen."""
    dark = np.rot90(
        page.render(scale=SCALE, grayscale=True).to_numpy().squeeze() < 160, rotation // 90
    )  # upright
    out = np.zeros_like(dark)
    for left, right in (
        [(0, dark.shape[1])]
        if columns == 1
        else [(0, dark.shape[1] // 2), (dark.shape[1] // 2, dark.shape[1])]
    ):
        rows = np.flatnonzero(
            np.append(dark[:, left:right].any(1), False)
            != np.insert(dark[:, left:right].any(1), 0, False)
        )
        bands = []
        for top, bottom in zip(
            rows[::2], rows[1::2]
        ):  # a dot or an accent above belongs to the line below
            if bands and top - bands[-1][1] < 2 * SCALE:
                bands[-1][1] = bottom
            else:
                bands.append([top, bottom])
        for top, bottom in bands:
            across = np.flatnonzero(dark[top:bottom, left:right].any(0))
            out[top:bottom, left + across[0] : left + across[-1] + 1] = True
    return np.rot90(out, -(rotation // 90))


def main():
    chooser = random.Random(4)
    with tempfile.TemporaryDirectory() as folder:
        plain = make_pdf(folder, "plain", "en", 1, chooser)
        crop = (20, 30, 590, 770)
        kinds = {
            "plain": (plain, 0, None, 1),
            "columns": (make_pdf(folder, "columns", "en", 2, chooser), 0, None, 2),
            "hebrew": (make_pdf(folder, "hebrew", "he", 1, chooser), 0, None, 1),
            "arabic": (make_pdf(folder, "arabic", "ar", 1, chooser), 0, None, 1),
            "cropped": (plain, 0, crop, 1),
            "cropped and rotated": (plain, 90, crop, 1),
        }
        kinds |= {f"rotated by {r}": (plain, r, None, 1) for r in (90, 180, 270)}
        server = Server("--set", "models.default=none")
        every = []
        for kind, (pdf, rotation, crop, columns) in kinds.items():
            pages = {
                server.upload(f"{kind}-{i}.pdf", content)["document_id"]: content
                for i, content in enumerate(single_pages(pdf, rotation, crop))
            }
            server.wait_for_jobs()
            overlaps = []
            for document, anchors in anchors_of(server, pages):
                truth = ink(pypdfium2.PdfDocument(pages[document])[0], rotation, columns)
                mine = np.zeros_like(truth)
                for x0, y0, x1, y1 in (box for anchor in anchors for box in anchor["boxes"]):
                    mine[
                        round(y0 * SCALE) : round(y1 * SCALE), round(x0 * SCALE) : round(x1 * SCALE)
                    ] = True
                overlaps.append((mine & truth).sum() / (mine | truth).sum())
            print(
                f"{kind:<20} {len(overlaps)} passages, overlap mean {np.mean(overlaps):.3f}, least "
                f"{min(overlaps):.3f}, {np.mean(np.array(overlaps) >= 0.9):.3f} of them at least "
                ".9",
                flush=True,
            )
            every += overlaps
        print(
            f"all {len(every)} passages: {np.mean(np.array(every) >= 0.9):.4f} at least .9",
            flush=True,
        )
        server.stop()


def anchors_of(server, documents):
    for document in documents:
        text = " ".join(
            block["text"]
            for block in server.request("GET", f"/api/v1/documents/{document}/content")["data"]
        )
        hits = server.request(
            "POST",
            "/api/v1/collections/library/search",
            {
                "query": " ".join(text.split()[:12]),
                "mode": "keyword",
                "filter": {"document_id": document},
            },
        )["data"]
        yield document, hits[0]["passage"]["anchors"]


main()
