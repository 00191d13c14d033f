"""What is read of Markdown, through the program."""

import pytest
from conftest import Library, needs_data
from test_reading import case, read, rows, values


@pytest.fixture
def library(folder):
    made = Library(folder / "data", ["--set", "models.default=none"])
    yield made
    made.stop()


@needs_data
def test_breaks_in_cells_part_words(library):
    (text,) = read(library, case("md-br-in-cell") / "opening.md").values()
    assert values(text, "Lisbon, Monday Wednesday Friday, Amaral extension 417")
    for word in ("Monday", "Wednesday", "Friday", '"line two"'):
        assert library.run("search", word, "--mode", "keyword")["data"], word


@needs_data
def test_blocks_of_html_are_text(library):
    (text,) = read(library, case("md-html-blocks") / "README.md").values()
    assert ["Board: Kestrel", "Flash: 512 KiB"] in rows(text)
    assert ["Board: Osprey", "Flash: 1024 KiB"] in rows(text)
    for words in ("bootloader 3 or newer", "yellow button for eleven seconds", "57600 baud"):
        assert words in text
        assert library.run("search", words, "--mode", "keyword")["data"], words
    (document,) = library.run("list")["data"]
    assert not document.get("warning")


@needs_data
def test_a_row_of_a_table_is_found_as_one(library):
    (text,) = read(library, case("ask-table") / "valves.md").values()
    assert ["Valve: Harrier", "Size: DN 65", "Torque: 118 Nm"] in rows(text)
    (hit,) = library.run("search", "torque of the Harrier valve", "--mode", "keyword")["data"]
    assert "118 Nm" in hit["passage"]["text"]


def test_a_page_that_begins_with_a_tag_is_markdown(library, folder):
    (folder / "README.md").write_text(
        "<div align=center>\n\n# Kestrel\n\n</div>\n\n| Part | Torque |\n|---|---|\n| A | 35 Nm |\n"
    )
    (text,) = read(library, folder / "README.md").values()
    assert ["Part: A", "Torque: 35 Nm"] in rows(text)
    (document,) = library.run("list")["data"]
    assert (document["kind"], document["title"]) == ("markdown", "Kestrel")


def test_front_matter_is_known_of_the_document_and_rules_are_rules(library, folder):
    (folder / "a.md").write_text("---\ntitle: Valves\nlang: de\n---\nDie Ventile.\n")
    (folder / "b.md").write_text("---\n\nZwetschgen\n\n---\n\nMore.\n")
    texts = read(library, folder / "a.md", folder / "b.md")
    titles = {document["title"]: document for document in library.run("list")["data"]}
    assert titles["Valves"]["language"] == "de"
    assert "Zwetschgen" in texts["b.md"]
    assert library.run("search", "Zwetschgen", "--mode", "keyword")["data"]


def test_nesting_without_end_is_read_as_text(library, folder):
    (folder / "deep.md").write_text(">" * 100_000 + " Zwetschgen\n")
    (document,) = library.run("add", folder / "deep.md", "--wait")["documents"]
    assert "nested too deeply" in library.run("show", document["document_id"])["warning"]
