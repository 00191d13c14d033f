#!/usr/bin/env python3
"""Seeds for parse_fuzz: a small file of every kind, each behind the byte that chooses its name."""

import io
import pathlib
import sys
import zipfile

out = pathlib.Path(sys.argv[1])
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ALL = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
RELATED = {  # parts that the body refers to: type and content
    "styles": '<w:styles><w:style w:styleId="H"><w:name w:val="heading 1"/></w:style></w:styles>',
    "numbering": '<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt '
    'w:val="lowerRoman"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1">'
    '<w:abstractNumId w:val="0"/></w:num></w:numbering>',
    "footnotes": '<w:footnotes><w:footnote w:id="1"><w:p><w:r><w:t>note</w:t></w:r></w:p>'
    "</w:footnote></w:footnotes>",
    "comments": '<w:comments><w:comment w:id="1" w:author="A"><w:p><w:r><w:t>say</w:t></w:r></w:p>'
    "</w:comment></w:comments>",
    "header": "<w:hdr><w:p><w:r><w:t>head</w:t></w:r></w:p></w:hdr>",
    "chart": '<c:chartSpace><c:ser><c:cat><c:pt idx="0"><c:v>a</c:v></c:pt></c:cat><c:val>'
    '<c:pt idx="0"><c:v>1</c:v></c:pt></c:val></c:ser></c:chartSpace>',
    "diagramData": '<dgm:dataModel><dgm:ptLst><dgm:pt modelId="1"><dgm:t><a:p><a:r><a:t>x</a:t>'
    "</a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>",
    "aFChunk": "<html><p>import</html>",
}
BODY = """<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>Head</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>one</w:t>
<w:footnoteReference w:id="1"/><w:commentReference w:id="1"/></w:r></w:p>
<w:p><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:ins><w:r><w:t>y</w:t></w:r></w:ins>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "http://x"</w:instrText>
</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>z</w:t></w:r><w:r>
<w:fldChar w:fldCharType="end"/></w:r><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num>
<m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath></w:p>
<w:tbl><w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr><w:p/></w:tc><w:sdt><w:sdtContent>
<w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>
<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r>
</w:p></w:txbxContent><c:chart r:id="chart"/><dgm:relIds r:dm="diagramData"/></w:drawing>
</mc:Choice></mc:AlternateContent></w:r></w:p><w:altChunk r:id="aFChunk"/>
<w:sectPr><w:headerReference r:id="header"/></w:sectPr>"""


def relationships(targets):
    inside = "".join(
        f'<Relationship Id="{name}" Type="{R}/{name}" Target="{target}"/>'
        for name, target in targets.items()
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{package}">{inside}</Relationships>'


docx = io.BytesIO()
with zipfile.ZipFile(docx, "w") as archive:  # not compressed: what changes is still a package
    archive.writestr("_rels/.rels", relationships({"officeDocument": "word/document.xml"}))
    archive.writestr("word/document.xml", f"<w:document {ALL}><w:body>{BODY}</w:body></w:document>")
    archive.writestr(
        "word/_rels/document.xml.rels", relationships({name: name + ".xml" for name in RELATED})
    )
    archive.writestr(
        "[Content_Types].xml",
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/word/aFChunk.xml" ContentType="text/html"/></Types>',
    )
    for name, content in RELATED.items():
        root, rest = content.split(">", 1)
        archive.writestr(f"word/{name}.xml", f"{root} {ALL}>{rest}")
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
