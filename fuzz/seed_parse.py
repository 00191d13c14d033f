#!/usr/bin/env python3
"""Seeds for parse_fuzz: a small file of every kind, each behind the byte that chooses its name."""

import io
import pathlib
import sys
import zipfile

out = pathlib.Path(sys.argv[1])
docx = io.BytesIO()
with zipfile.ZipFile(docx, "w") as archive:
    archive.writestr(
        "word/document.xml",
        '<w:document xmlns:w="x"><w:body><w:p><w:r><w:t>Hello</w:t></w:r></w:p></w:body>'
        "</w:document>",
    )
pdf = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
    b"/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 40>>stream\nBT /F 12 Tf 20 100 Td (Hello world) Tj ET\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n"
)
seeds = [
    b"A plain text.\n\nTwo paragraphs.",
    b"---\ntitle: x\n---\n# Head\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```c\nint x;\n```\n",
    b"<html><body><h1>x</h1><table><tr><td>1</table><p>y",
    b'a,b\n1,"2\n3"\n',
    b"int main() {\n}\n",
    docx.getvalue(),
    pdf,
]
for number, seed in enumerate(seeds):
    (out / f"seed{number}").write_bytes(bytes([number]) + seed)
