"""What is read of DOCX files, through the program: small files that stand for trouble users
reported, and one that the test writes."""

import io
import zipfile

import pytest
from conftest import Library, needs_data
from test_reading import case, read, rows, values

W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@pytest.fixture
def library(folder):
    made = Library(folder / "data", ["--set", "models.default=none"])
    yield made
    made.stop()


def read_case(library, name):
    (path,) = case(name).glob("*.docx")
    (text,) = read(library, path).values()
    return text


def finds(library, words, title):
    found = library.run("search", words, "--mode", "keyword")["data"]
    return bool(found) and found[0]["title"] == title


@needs_data
def test_the_main_part_is_the_one_that_the_package_names(library):
    text = read_case(library, "docx-main-part")
    assert "Saved by Word in the browser" in text
    assert "The jetty inspection is due in October." in text


@needs_data
def test_notes_comments_and_margins_are_found_and_cut_no_sentence(library):
    text = read_case(library, "docx-notes")
    plain = text.replace(" [1]", "").replace(" [i]", "")
    assert "Island territories pay the reduced rate unless a court has held otherwise." in plain
    assert text.count("The rate is four percent.") == 1
    for words in (
        "exemption for Madeira ends in 2031",
        "Almeida ruling of 1998",
        "Check this figure with Quintela",
        "Contract number VX-88213",
        "restricted to Cavendish staff",
    ):
        assert text.count(words) == 1
        assert finds(library, words, "Tax agreement"), words
    assert "[Comment by Reviewer] Check this figure" in text


@needs_data
def test_cells_and_rows_of_content_controls_are_cells_and_rows(library):
    text = read_case(library, "docx-sdt-cells")
    assert values(text, "3 March 2021, 7, Hollis Freight Ltd, Created")
    assert values(text, "9 May 2022, 8, Ormond Shipping, Renewed")
    assert "Document type: bill of lading" in text
    assert "Cover block: Meridian Terminal" in text
    for words in ("3 March 2021", "Hollis Freight Ltd", "Ormond Shipping", "bill of lading"):
        assert text.count(words) == 1


@needs_data
def test_tracked_changes_are_read_as_accepted(library):
    text = read_case(library, "docx-tracked")
    assert "The rent is 1150 pounds a month." in text and "900" not in text
    assert text.count("Moved clause on pets") == 1
    assert text.index("Clause on noise.") < text.index("Moved clause on pets, new place.")
    assert ["Deposit", "3450"] in rows(text)
    assert "Visible end." in text and "Hidden remark" not in text


@needs_data
def test_a_merged_cell_belongs_to_both_rows(library):
    text = read_case(library, "docx-vmerge")
    assert values(text, "Iceland, up to 2 kg, 18 euro")
    assert values(text, "Iceland, up to 5 kg, 27 euro")


@needs_data
def test_a_raised_number_does_not_run_into_its_word(library):
    text = read_case(library, "sup")
    assert "10^7 cells" in text and "107" not in text
    assert "earthquake [12] damage" in text


def strict_document(body):
    """A DOCX as strict programs write it, with names and prefixes that few use."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "_rels/.rels",
            f'<q:Relationships xmlns:q="{PACKAGE}/relationships"><q:Relationship Id="x" '
            f'Type="{R}/officeDocument" Target="Content/Main.xml"/></q:Relationships>',
        )
        archive.writestr(
            "content/main.xml",
            f'<document xmlns="{W}" xmlns:z="{W}"><body>{body}</body></document>',
        )
    return file.getvalue()


@pytest.mark.parametrize("extension", ["docx", "docm", "dotx", "dotm"])
def test_strict_documents_with_other_prefixes_are_read(library, folder, extension):
    paragraph = "<z:p><r><t>The lighthouse</t></r><z:r><t> keeper</t></z:r></z:p>"
    (folder / f"a.{extension}").write_bytes(strict_document(paragraph))
    (text,) = read(library, folder / f"a.{extension}").values()
    assert text.strip() == "The lighthouse keeper"


def test_what_is_not_understood_is_named(library, folder):
    body = (
        '<p><r><t>Text</t></r><r><object><o:OLEObject ProgID="Equation.3" '
        'xmlns:o="urn:schemas-microsoft-com:office:office"/></object></r></p>'
    )
    (folder / "a.docx").write_bytes(strict_document(body))
    (document,) = library.run("add", folder / "a.docx", "--wait")["documents"]
    assert "equation as a picture" in library.run("show", document["document_id"])["warning"]
