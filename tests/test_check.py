"""`check` on a library whose file is damaged: it says so and goes on, alone and at a server."""

import sqlite3

from conftest import FAST_MODEL, Library, only_sqlite

pytestmark = only_sqlite

PAGE = 4096


def damage(library, *pages):
    for page in pages:
        with open(library.folder / "library.db", "r+b") as file:
            file.seek((page - 1) * PAGE)
            file.write(b"\xaa" * PAGE)


def root_of(library, name):
    database = sqlite3.connect(library.folder / "library.db")
    (page,) = database.execute(
        "SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)
    ).fetchone()
    database.close()
    return page


def made_library(folder):
    library = Library(folder / "data", FAST_MODEL)
    (folder / "a.md").write_text("# Pumps\n\nThe pump must be primed before the first start.\n")
    library.run("add", folder / "a.md", "--wait")
    assert library.run("check")["ok"]
    return library


def test_damaged_pages_are_problems_and_no_error(folder):
    library = made_library(folder)
    damage(library, root_of(library, "parts"), root_of(library, "conversations"))
    done = library.run("check", check=False, as_json=False)
    assert done.returncode == 1, done
    assert "not all parts can be read: pages of the database file are damaged" in done.stdout
    assert "conversations" in done.stdout
    assert "There are problems." in done.stdout
    assert "SELECT" not in done.stdout + done.stderr
    library.start()
    status, report = library.request("POST", "/api/v1/check", {})
    assert (status, report["ok"]) == (200, False), report
    assert any("not all parts can be read" in problem for problem in report["problems"])
    library.stop()


def test_a_library_that_cannot_be_opened_is_a_problem(folder):
    library = made_library(folder)
    damage(library, 1)
    done = library.run("check", check=False, as_json=False)
    assert done.returncode == 1, done
    assert "problem: the database file is damaged" in done.stdout
    assert "SELECT" not in done.stdout + done.stderr
