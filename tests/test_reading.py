"""What is read of files, through the program: small files that stand for trouble users reported."""

import io
import pathlib
import zipfile

import pytest
from conftest import FAST_MODEL, TEST_DATA, Library, needs_data


@pytest.fixture
def library(folder):
    made = Library(folder / "data", ["--set", "models.default=none"])
    yield made
    made.stop()


def read(library, *paths):
    """The texts of files after they were added, by their names, with the documents."""
    added = library.run("add", *paths, "--wait")["documents"]
    texts = {}
    for document in added:
        name = pathlib.Path(document["path"]).name
        texts[name] = library.run("show", document["document_id"], "--text")["text"]
        account = library.run("show", document["document_id"], "--accounting")
        assert account["seen"] == account["text"] + account["set_aside"] + account["not_read"], name
    return texts


def case(name):
    return pathlib.Path(TEST_DATA) / "cases" / name


def rows(text):
    return [[cell.strip() for cell in row.split("|")] for row in text.splitlines() if "|" in row]


def values(text, row):
    """Whether a row has these values in its cells, behind the names of their columns."""
    cells = [[cell.split(": ")[-1] for cell in line] for line in rows(text)]
    return row.split(", ") in cells


@needs_data
def test_html_charsets_are_those_of_browsers(library):
    texts = read(library, *sorted(case("html-charset").iterdir())[1:])
    assert "朱镕基" in texts["gb2312-declared.html"] or "镕" in texts["gb2312-declared.html"]
    assert "€" in texts["latin1-declared.html"] and "café" in texts["latin1-declared.html"]
    for name in ("script-first.html", "xml-decl.xhtml"):
        assert any("а" <= letter <= "я" for letter in texts[name]), texts[name]
    assert "①" in texts["sjis-declared.html"] or "髙" in texts["sjis-declared.html"]
    assert all("\ufffd" not in text for text in texts.values())


@needs_data
def test_html_tables_forms_articles_and_raised_numbers(library):
    paths = [
        path
        for name in ("html-table-structure", "html-form-wrapper", "html-two-articles", "sup")
        for path in case(name).glob("*.html")
    ]
    texts = read(library, *paths)
    monday = ["Monday", "Early: Okafor", "Late:", "Night: Lindqvist"]
    assert monday in rows(texts["empty-first-cell.html"])
    assert ["", "Early", "Late", "Night"] in rows(texts["empty-first-cell.html"])
    assert values(texts["rowspan.html"], "Iceland, up to 5 kg, 27 euro")
    assert values(texts["parameters.html"], "queue_depth, 64, queue_depth = 128")
    for words in ("Leave policy", "seven days", "parental leave"):
        assert words in texts["leave-policy.aspx.html"]
    for words in ("compressor trips", "condenser fins"):
        assert words in texts["thread.html"]
        assert library.run("search", words)["data"][0]["title"].startswith("Forum")
    assert "10^7" in texts["sup.html"] and "107" not in texts["sup.html"]
    assert "earthquake [12] damage" in texts["sup.html"] and "chamber [3]" in texts["sup.html"]


@needs_data
def test_an_html_row_is_one_line(library):
    (text,) = read(library, case("ask-table") / "valves.html").values()
    assert values(text, "Harrier, DN 65, 118 Nm")


@pytest.mark.parametrize("name, content", [("blank.txt", b" \n "), ("blank.html", b"<html><p> ")])
def test_a_document_without_text_is_kept_and_found_by_its_name(library, folder, name, content):
    (folder / name).write_bytes(content)
    (document,) = library.run("add", folder / name, "--wait")["documents"]
    assert document["status"] == "searchable"
    shown = library.run("show", document["document_id"])
    assert "No text was found" in shown["warning"]
    assert library.run("search", "blank")["data"][0]["document_id"] == document["document_id"]
    assert library.run("check")["ok"]


def test_navigation_is_kept_and_no_passage_has_it(library, folder):
    words = "The pump has to be primed before the valve is opened, or it runs dry. "
    (folder / "a.html").write_text(
        f"<title>Pumps</title><nav><a href=x>Zwetschgen</a></nav><p>{words * 8}</p>"
    )
    library.start()
    document = library.upload("a.html", (folder / "a.html").read_bytes())[1]
    assert library.wait(document["job_id"])["state"] == "done"
    blocks = library.request("GET", f"/api/v1/documents/{document['document_id']}/content")[1]
    assert [block.get("set_aside", False) for block in blocks["data"]] == [True, False]
    assert blocks["data"][0]["text"] == "Zwetschgen"
    found = library.run("search", "Zwetschgen", "--mode", "keyword")["data"]
    assert found == []


@needs_data
@pytest.mark.parametrize("kind", ["html", "csv", "md"])
def test_a_question_about_a_row_is_answered_with_its_cell(folder, kind):
    library = Library(folder / "data", FAST_MODEL)
    library.run("add", case("ask-table") / f"valves.{kind}", "--wait")
    answer = library.run("ask", "What is the torque of the Harrier?")
    assert "118 Nm" in answer["answer"] and "35 Nm" not in answer["answer"], answer
    (citation,) = answer["citations"]
    assert citation["cell"]["text"] == "118 Nm" and citation["cell"]["row"] == "Harrier"
    assert citation["cell"]["column"] == "Torque" and citation["cell"]["reference"] == "C4"
    which = library.run("ask", "Which valve has a torque of 62 Nm?")["citations"][0]["cell"]
    assert which["text"] == "Osprey", which


@needs_data
def test_old_encodings_are_read_without_a_declaration(library):
    files = sorted(path for path in case("enc-legacy").iterdir() if path.suffix in (".txt", ".csv"))
    texts = read(library, *files)
    for path in files:
        wanted = (case("enc-legacy") / "want" / path.name).read_text()
        if path.suffix == ".txt":
            assert texts[path.name].strip() == wanted.strip(), path.name
    assert rows_of_table(texts["gbk-kurz.csv"]) == [
        {"名称": "螺丝", "数量": "120"},
        {"名称": "轴承", "数量": "8"},
    ]


def rows_of_table(text):
    """Rows whose values have the names of their columns before them."""
    cells = [[cell.split(": ", 1) for cell in row.split(" | ")] for row in text.splitlines()]
    rows = [{pair[0]: pair[1] for pair in row if len(pair) == 2} for row in cells]
    return [row for row in rows if row]


@needs_data
def test_a_csv_without_a_header_has_no_labels(library):
    path = case("csv-no-header") / "people.csv"
    text = read(library, path)[path.name]
    assert [row.split(" | ")[0] for row in text.splitlines()] == [
        "Ines Duarte",
        "Tomas Reyes",
        "Marit Solheim",
    ]
    assert text.count("Ines Duarte") == 1 and text.count("Coimbra") == 1
    document = library.run("list")["data"][0]["document_id"]
    assert "columns are known by their letters" in library.run("show", document)["warning"]


@needs_data
def test_a_quote_that_is_never_closed_costs_its_own_row_at_most(library):
    path = case("csv-stray-quote") / "parts.csv"
    table = rows_of_table(read(library, path)[path.name])
    assert [row["part"] for row in table] == ["A100", "A101", "A102", "A103"]
    assert [row["stock"] for row in table] == ["12", "9", "31", "77"]
    assert "5 inch" in table[0]["size"] and table[1]["size"] == "6 inch"


@needs_data
def test_a_file_name_may_be_of_any_bytes(library, folder):
    files = folder / "files"
    files.mkdir()
    (files / "good.txt").write_bytes((case("bad-filename") / "good.txt").read_bytes())
    with open(bytes(files) + b"/\x72\xe9\x73\x75\x6d\xe9\x2e\x74\x78\x74", "wb") as file:
        file.write((case("bad-filename") / "resume.txt").read_bytes())
    added = library.run("add", files, "--wait")["documents"]
    assert [document["status"] for document in added] == ["searchable"] * 2
    titles = {document["title"] for document in library.run("list")["data"]}
    assert "good" in titles and any(title.startswith("r") for title in titles - {"good"})
    for words in ("lantern", "anvil"):
        found = library.run("search", words, "--mode", "keyword")["data"]
        assert any(passage["title"] in titles for passage in found), words
    library.start()
    assert library.request("GET", "/api/v1/documents")[0] == 200
    library.stop()
    assert library.run("check")["ok"]


def test_bytes_that_are_no_text_are_refused(library, folder):
    content = bytes((i * 7919 + i * i * 31) % 256 for i in range(5000))
    (folder / "noise.txt").write_bytes(content)
    (document,) = library.run("add", folder / "noise.txt", "--wait", check=False).get("documents")
    assert document["status"] == "failed"


def test_whoever_knows_better_says_whether_a_table_has_a_header(library, folder):
    file = folder / "people.csv"
    file.write_text("Ines,Coimbra\nTom,Toledo\nMa,Ulm\nAnn,Rome\n")
    added = library.run("add", file, "--wait")["documents"][0]
    document = added["document_id"]

    def text():
        return library.run("show", document, "--text")["text"]

    def headers():
        return [v["header"] for v in library.run("show", document, "--versions")["data"]]

    first_names_columns = "Ines: Tom" in text()
    assert headers() == ["decide"]
    for header, named in (("none", False), ("first_row", True)):
        again = library.run("add", file, "--wait", "--header", header)["documents"][0]
        assert (again["document_id"], again["status"]) == (document, "searchable")
        assert ("Ines: Tom" in text()) == named
        assert headers()[-1] == header
    # Nothing said: as before, also for other bytes.
    file.write_text("Ines,Coimbra\nTom,Toledo\nMa,Ulm\nAnn,Oslo\n")
    library.run("add", file, "--wait")
    assert "Coimbra: Oslo" in text() and headers()[-1] == "first_row"
    library.run("add", file, "--wait", "--header", "decide")
    assert ("Ines: Tom" in text()) == first_names_columns and headers()[-1] == "decide"
    wrong = library.run("add", file, "--header", "maybe", check=False)
    assert wrong.returncode == 2 and "first_row" in wrong.stderr


def zipped(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx_with_properties():
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    core = f"{relations}/metadata/core-properties"
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return zipped(
        {
            "_rels/.rels": f'<Relationships xmlns="{relations}">'
            f'<Relationship Id="a" Type="{office}" Target="word/document.xml"/>'
            f'<Relationship Id="b" Type="{core}" Target="core.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{word}"><w:body><w:p><w:r>'
            "<w:t>The pump runs.</w:t></w:r></w:p></w:body></w:document>",
            "core.xml": "<cp:coreProperties xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:cp="
            "'http://schemas.openxmlformats.org/package/2006/metadata/core-properties'>"
            "<dc:creator>Wilhelmina Quist</dc:creator><cp:keywords>cavitation</cp:keywords>"
            "</cp:coreProperties>",
        }
    )


def pdf_with_properties():
    content = b"BT /F 10 Tf 72 700 Td (The pump runs.) Tj ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Author (Wilhelmina Quist) /Keywords (cavitation) >>",
    ]
    out, offsets = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 7\n0000000000 65535 f \n" + table
    out += b"trailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\n"
    return out + b"startxref\n%d\n%%%%EOF\n" % start


PROPERTIES = {
    "a.md": b"---\ntitle: Pumps\nauthor: Wilhelmina Quist\ntags: [pumps, cavitation]\n"
    b"reviewed_by: Ludmila\n---\nThe pump runs.\n",
    "a.html": b"<!doctype html><title>Pumps</title><meta name=author content='Wilhelmina Quist'>"
    b"<meta name=viewport content=wide><meta property='article:tag' content=cavitation>"
    b"<p>The pump runs.</p>",
    "a.docx": docx_with_properties(),
    "a.pdf": pdf_with_properties(),
}


@pytest.mark.parametrize("name", PROPERTIES)
def test_what_a_file_says_of_itself_is_shown_and_finds_it(library, folder, name):
    (folder / name).write_bytes(PROPERTIES[name])
    (folder / "other.txt").write_text("A valve is shut.\n")
    added = library.run("add", folder / name, folder / "other.txt", "--wait")["documents"]
    document_id = next(d["document_id"] for d in added if d["path"].endswith(name))
    properties = library.run("show", document_id)["properties"]
    assert properties["author"] == "Wilhelmina Quist"
    assert "cavitation" in properties["keywords"] and "viewport" not in properties
    for words in ("Wilhelmina Quist", "cavitation"):
        found = library.run("search", words)["data"]
        assert [hit["document_id"] for hit in found] == [document_id], words
    if name == "a.md":
        assert properties["reviewed_by"] == "Ludmila" and "title" not in properties
        assert library.run("search", "Ludmila")["data"]
    assert library.run("search", "pump runs")["data"][0]["passage"]["text"].startswith("The pump")
    assert library.run("check")["ok"]
