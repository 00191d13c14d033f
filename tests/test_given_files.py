"""Every given file of a kind that is read accounts for all that stands in it; what is deleted or
replaced is gone."""

import pathlib
import time

import pytest
from conftest import TEST_DATA, Library, needs_data

KINDS = ("text", "html", "docx", "pdf")
# 19 of 77,244 letters of one page are counted and nowhere: to be mended.
LEFT = {"testPDF_bad_page_303226.pdf"}


@pytest.fixture
def library(folder):
    made = Library(folder / "data", ["--set", "models.default=none"])
    yield made
    made.stop()


def case(name):
    return pathlib.Path(TEST_DATA) / "cases" / name


@needs_data
@pytest.mark.parametrize("kind", KINDS)
def test_every_given_file_accounts_for_what_it_holds(library, kind):
    folder = pathlib.Path(TEST_DATA) / "documents" / kind
    added = library.run("add", folder, "--wait", check=False)["documents"]
    read = [document for document in added if document["status"] == "searchable"]
    assert len(read) > 10, added
    apart = set()
    for document in read:
        account = library.run("show", document["document_id"], "--accounting")
        if account["seen"] != account["text"] + account["set_aside"] + account["not_read"]:
            apart.add(pathlib.Path(document["path"]).name)
    assert apart <= LEFT
    if apart:
        pytest.xfail(f"unaccounted: {apart}")


def files_with(folder, word):
    return [
        path for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()
    ]


@needs_data
@pytest.mark.parametrize("serves", [True, False])
def test_what_is_deleted_is_in_no_file(library, serves):
    added = library.run("add", case("delete-wal") / "del.txt", "--wait")["documents"][0]
    assert library.run("search", "hippocampine")["data"]
    if serves:
        library.start()
        library.request("DELETE", f"/api/v1/documents/{added['document_id']}")
    else:
        library.run("delete", added["document_id"])
    until = time.monotonic() + 60
    while files_with(library.folder, "hippocampine") and time.monotonic() < until:
        time.sleep(0.5)
    assert files_with(library.folder, "hippocampine") == []
    library.stop()
    assert library.run("search", "hippocampine")["data"] == []


@needs_data
def test_a_file_with_the_bytes_of_another_is_that(library, folder):
    (folder / "in").mkdir()
    kiln = folder / "in/kiln.txt"
    old = (case("upd-replace") / "kiln.txt").read_bytes()
    kiln.write_bytes(old)
    other = folder / "in/withdrawn.txt"
    other.write_bytes((case("upd-replace") / "withdrawn.txt").read_bytes())
    library.run("add", kiln, other, "--wait")
    assert library.run("search", "kiln rules")["data"]
    kiln.write_bytes((case("upd-replace") / "withdrawn-copy.txt").read_bytes())
    library.run("add", kiln, "--wait")
    assert library.run("search", "rules")["data"] == []
    kiln.write_bytes(old)
    library.run("add", kiln, "--wait")
    assert library.run("search", "rules")["data"]
