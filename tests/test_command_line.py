"""The commands as a person uses them: a folder goes in, passages come out, and after a restart."""

import json
import os
import re
import sqlite3
import subprocess
import urllib.request

import pytest
from conftest import PROGRAM, Library, only_sqlite

MANUAL = """# Pump P-200

## Priming

Fill the casing with water before the first start. Close the discharge valve until the\
 pump runs at full speed.

## Refunds

Refunds are paid within five working days after the returned pump has arrived.
"""
PAGE = """<html><head><title>Garden ponds</title></head><body>
<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>
<article><h1>Garden ponds</h1>
<p>A pond needs at least 60 cm of depth so that fish survive the winter under the ice.</p>
</article></body></html>"""


def fill(folder):
    files = folder / "files"
    (files / "sub").mkdir(parents=True)
    (files / "manual.md").write_text(MANUAL)
    (files / "sub" / "pond.html").write_text(PAGE)
    (files / ".hidden.md").write_text("# Hidden")
    (files / "prices.csv").write_text("part,price\nseal,4.50\nimpeller,31.00\n")
    return files


def test_folder_search_ask_restart_and_the_same_again(library, folder):
    added = library.run("add", fill(folder), "--wait")["documents"]
    assert [d["status"] for d in added] == ["searchable"] * 3
    before = library.run("search", "how do I prime the pump")
    assert before["data"][0]["document_id"] == added[0]["document_id"]
    answer = library.run("ask", "Within how many days are refunds paid?")
    assert answer["answered"] and "five working days" in answer["answer"]
    assert answer["citations"][0]["supported"] == "supported"
    text = library.run("show", added[0]["document_id"], "--text")["text"]
    anchor = answer["citations"][0]["anchors"][0]
    assert text[anchor["start"] : anchor["end"]] == answer["citations"][0]["quote"]
    refused = library.run("ask", "Who won the chess championship in 1972?")
    assert not refused["answered"] and refused["citations"] == []

    library.start()
    through_server = library.run("search", "how do I prime the pump")
    assert [h["passage"] for h in through_server["data"]] == [h["passage"] for h in before["data"]]
    assert library.stop() == 0
    assert [h["document_id"] for h in library.run("search", "how do I prime the pump")["data"]] == [
        h["document_id"] for h in before["data"]
    ]
    assert library.run("check") == {"ok": True, "problems": [], "repaired": [], "waiting": []}


def test_what_cannot_be_added_is_named_and_the_rest_goes_in(library, folder):
    files = fill(folder)
    (files / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    done = library.run("add", files, folder / "nowhere", "--wait", check=False)
    status = {d["path"].rsplit("/", 1)[-1]: d for d in done["documents"]}
    assert status["manual.md"]["status"] == "searchable"
    for name, word in (
        ("picture.png", "kind"),
        ("nowhere", "no such file"),
    ):
        assert status[name]["status"] == "failed" and word in status[name]["reason"], status[name]
    assert (
        library.run("add", files / "picture.png", "--wait", check=False, as_json=False).returncode
        == 1
    )


def test_an_empty_file_is_kept_and_says_so(library, folder):
    (folder / "empty.txt").write_bytes(b"")
    added = library.run("add", folder / "empty.txt", "--wait")["documents"][0]
    assert added["status"] == "searchable", added
    assert library.run("show", added["document_id"])["warning"] == "The file is empty"


def test_a_failure_is_told_in_a_persons_words(library, folder):
    files = {
        "half.docx": b"PK\x03\x04 word/document.xml and no more",
        "half.pdf": b"%PDF-1.7\n1 0 obj\n",
        "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    added = library.run("add", *[folder / name for name in files], "--wait", check=False)[
        "documents"
    ]
    for document in added:
        assert (
            document["status"] == "failed"
            and document["path"].rsplit("/", 1)[-1] in document["reason"]
        )
        assert not re.search(r"(?i)libzip|pdfium|zip_|error \d", document["reason"]), document
    assert (
        "add it anew" in added[0]["reason"]
        and "add it anew" in added[1]["reason"]
        and "Markdown" in added[2]["reason"]
    )


def test_the_same_bytes_are_a_duplicate_and_new_bytes_a_version(library, folder):
    files = fill(folder)
    library.run("add", files, "--wait")
    again = library.run("add", files, "--wait")["documents"]
    assert {d["status"] for d in again} == {"duplicate"}
    shown = library.run("show", again[0]["document_id"])
    assert shown["sources"] == [again[0]["path"]], shown
    (files / "manual.md").write_text("# Pump P-300\n\nUse only distilled water.\n")
    changed = library.run("add", files / "manual.md", "--wait")["documents"][0]
    assert changed["status"] == "searchable"
    assert [
        v["state"] for v in library.run("show", changed["document_id"], "--versions")["data"]
    ] == ["retired", "current"]
    assert not any(
        "discharge" in h["passage"]["text"]
        for h in library.run("search", "discharge valve", "--mode", "keyword")["data"]
    )


def test_list_show_delete_and_the_original(library, folder):
    files = fill(folder)
    document = library.run("add", files / "manual.md", "--wait")["documents"][0]["document_id"]
    assert library.run("list")["total"] == 1
    assert library.run("show", document)["title"] == "Pump P-200"
    out = folder / "copy.md"
    library.run("show", document, "--original", out)
    assert out.read_text() == MANUAL
    library.run("delete", document)
    assert library.run("list")["total"] == 0 and library.run("search", "pump")["data"] == []
    assert library.run("show", document, check=False, as_json=False).returncode == 4


def test_cells_filters_facets_and_more_like_this(library, folder):
    library.run("add", fill(folder), "--wait")
    hit = library.run("search", "price of the impeller", "--mode", "keyword")["data"][0]
    assert hit["passage"]["anchors"][0]["kind"] == "cells"
    only = library.run(
        "search", "pump pond impeller", "--filter", '{"kind":"html"}', "--facet", "kind"
    )
    assert {h["kind"] for h in only["data"]} == {"html"} and only["facets"]["kind"]["html"] >= 1
    like = library.run("search", "--like", hit["document_id"])
    assert hit["document_id"] not in [h["document_id"] for h in like["data"]]
    slips = library.run("search", "prcie of impelller", "--mode", "keyword")["repairs"]
    assert [slip["read_as"] for slip in slips] == ["price", "impeller"]
    assert library.run("search", "impxllxr", "--mode", "keyword")["suggestion"] == "impeller"


def run_in(place, *words, environment):
    """The program in a folder, with these variables and no others of its own."""
    given = {
        k: v for k, v in os.environ.items() if k not in ("ALEXANDRIA_DATA", "XDG_DATA_HOME", "HOME")
    }
    return subprocess.run(
        [PROGRAM, *[str(w) for w in words]],
        cwd=place,
        env={**given, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_library_is_found_by_option_variable_folder_or_user(folder):
    note, here, home = folder / "note.txt", folder / "here", folder / "home"
    note.write_text("The archive opens at nine.")
    here.mkdir(), home.mkdir()
    for words, environment, place in (
        (
            ["--data", folder / "named"],
            {"ALEXANDRIA_DATA": str(folder / "variable"), "HOME": str(home)},
            folder / "named",
        ),
        (
            [],
            {
                "ALEXANDRIA_DATA": str(folder / "variable"),
                "XDG_DATA_HOME": str(folder / "xdg"),
                "HOME": str(home),
            },
            folder / "variable",
        ),
        ([], {"XDG_DATA_HOME": str(folder / "xdg"), "HOME": str(home)}, folder / "xdg/alexandria"),
        ([], {"HOME": str(home)}, home / ".local/share/alexandria"),
    ):
        done = run_in(
            here,
            "add",
            note,
            "--wait",
            "--set",
            "models.default=none",
            *words,
            environment=environment,
        )
        assert (
            done.returncode == 0 and (place / "library.db").exists() and str(place) in done.stderr
        ), done
        assert "1 of 1 documents" in run_in(here, "list", *words, environment=environment).stdout
    assert list(here.iterdir()) == []
    (folder / "named").rename(here / "data")
    found = run_in(here, "list", "--json", environment={"HOME": str(folder / "nobody")})
    assert json.loads(found.stdout)["total"] == 1 and not (folder / "nobody").exists()
    assert run_in(here / "..", "list", environment={}).returncode == 2


def test_commands_that_read_make_no_folder_and_say_how_to_begin(folder):
    missing = folder / "missing"
    for words in (
        ["search", "pump"],
        ["ask", "Why?"],
        ["list"],
        ["show", "x"],
        ["check"],
        ["jobs"],
        ["jobs", "--retry", "x"],
        ["delete", "x"],
    ):
        done = run_in(
            folder, *words, environment={"ALEXANDRIA_DATA": str(missing), "HOME": str(folder)}
        )
        assert (
            done.returncode == 3 and str(missing) in done.stderr and "alexandria add" in done.stderr
        ), (words, done)
        assert not missing.exists(), words


def test_an_empty_library_says_so_and_how_to_add(library):
    library.start()
    library.stop()
    for words in (["search", "pump"], ["ask", "Why?"], ["list"]):
        said = library.run(*words, as_json=False).stdout
        assert (
            str(library.folder) in said and f"alexandria add FILE --data {library.folder}" in said
        ), words
    assert library.run("list") == {"data": [], "total": 0, "limit": 50, "offset": 0}


def test_usage_errors_say_what_is_wrong_and_end_with_two(library):
    library.start()
    library.stop()
    assert subprocess.run([PROGRAM], capture_output=True).returncode == 2
    for words in (
        ["search", "x", "--mode", "magic"],
        ["search", "x", "--limit", "0"],
        ["serve", "--set", "server.port=1"],
        ["search", " "],
    ):
        done = library.run(*words, check=False, as_json=False)
        assert done.returncode == 2 and done.stderr, words
    helped = subprocess.run([PROGRAM, "add", "--help"], capture_output=True, text=True)
    assert helped.returncode == 0 and "--wait" in helped.stdout
    assert subprocess.run([PROGRAM, "version"], capture_output=True, text=True).stdout.startswith(
        "alexandria "
    )


def test_output_that_cannot_be_written_is_said_and_ends_with_five(library, folder):
    library.start()
    library.stop()
    for words in (
        ["list", *library.place()],
        ["openapi"],
        ["version"],
        ["--help"],
    ):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
            )
        assert done.returncode == 5, (words, done)
        assert "could not be written" in done.stderr and "No space left" in done.stderr, done
        assert "thread" not in done.stderr, done


def test_what_does_not_exist_is_named_with_the_nearest(library, folder):
    library.start()
    library.stop()
    for words, said in (
        (["serach", "x"], "there is no command 'serach'; the nearest is 'search'"),
        (["bogus"], "there is no command 'bogus'"),
        (["ls"], "there is no command 'ls'; the nearest is 'list'"),
        (["xylophone"], "there is no command 'xylophone'; alexandria --help"),
        (["list", "--config", str(folder / "none.toml")], "none.toml"),
        (["eval-answers", str(folder / "none.jsonl")], "none.jsonl"),
        (["serve", "--set", "models.default=zzz"], "models.default cannot be 'zzz'"),
        (["list", "--server", "http://127.0.0.1:1", "--key-file", "/none/key"], "/none/key"),
    ):
        data = library.place() if len(words) > 1 and words[0] != "serach" else []
        given = [PROGRAM, words[0], *data, *words[1:]]
        done = subprocess.run(given, capture_output=True, text=True, timeout=60)
        assert done.returncode == 2 and said in done.stderr, (words, done)


def test_a_second_server_on_the_folder_is_refused_with_the_holder(server):
    done = subprocess.run(
        [PROGRAM, "serve", "--data", str(server.folder), "--listen", "127.0.0.1:0"],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 3 and "alexandria serve, process" in done.stderr
    port = server.url.rsplit(":", 1)[1]
    other = subprocess.run(
        [PROGRAM, "serve", "--data", str(server.folder) + "2", "--listen", "127.0.0.1:" + port],
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert other.returncode == 3 and port in other.stderr


def test_answers_are_evaluated_and_two_configurations_compared(library, folder):
    library.run("add", fill(folder), "--wait")
    questions = folder / "questions.jsonl"
    questions.write_text(
        '{"question":"Within how many days are refunds '
        'paid?","documents":["manual.md"],"quote":"five working days"}\n'
        '{"question":"Who won the chess championship in 1972?","refuse":true}\n'
        '{"question":"Within how many days are refunds paid?","documents":["pond.html"]}\n'
    )
    first = library.run(
        "eval-answers", questions, "--name", "quotes", "--save", folder / "before.json"
    )
    assert (first["total"], first["correct"]) == (3, 2) and first["questions"][2][
        "reason"
    ] == "other documents are cited"
    library.run(
        "eval-answers",
        questions,
        "--name",
        "again",
        "--compare",
        folder / "before.json",
        "--report",
        folder / "report.html",
    )
    report = (folder / "report.html").read_text()
    assert "quotes: 2 of 3" in report and "<svg" in report and "chess championship" in report
    questions.write_text("{}\n")
    assert library.run("eval-answers", questions, check=False, as_json=False).returncode == 2


@pytest.mark.parametrize("threads", [1, 2, 3, 5, 8, 30])
def test_few_threads_are_told_or_enough(folder, threads):
    if os.geteuid() != 0:
        pytest.skip("only root can become another user, whose threads are counted")
    folder.chmod(0o777)
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    command += ["prlimit", f"--nproc={threads}:{threads}", PROGRAM, "serve"]
    command += ["--data", str(folder / "data"), "--listen", "127.0.0.1:0"]
    # The search for leaks at the end of a program with a sanitizer needs a thread of its own.
    no_leaks = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
    server = subprocess.Popen(
        [*command, "--set", "models.default=none"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"ASAN_OPTIONS": no_leaks},
    )
    said = []
    for line in server.stdout:
        said.append(line.decode())
        if "Stop with" in said[-1]:
            break
    if said:
        address = re.search(r"http://127\.0\.0\.1:\d+", "".join(said))[0]
        assert urllib.request.urlopen(address + "/docs", timeout=10).status == 200
        server.terminate()
    _, errors = server.communicate(timeout=30)
    if said:
        assert server.returncode == 0
    else:
        assert server.returncode == 3
        assert b"thread" in errors, errors
        assert b"terminate" not in errors


@only_sqlite
def test_another_programs_database_is_not_taken_for_a_library(folder):
    data = folder / "data"
    data.mkdir()
    other = sqlite3.connect(data / "library.db")
    other.execute("CREATE TABLE songs (title TEXT)")
    other.execute("INSERT INTO songs VALUES ('Dove sono')")
    other.commit()
    other.close()
    before = (data / "library.db").read_bytes()
    library = Library(data, ["--set", "models.default=none"])
    for words in (["list"], ["check"], ["add", folder]):
        done = library.run(*words, check=False, as_json=False)
        assert done.returncode != 0 and "another program" in done.stderr, done
    assert (data / "library.db").read_bytes() == before
    assert {path.name for path in data.iterdir()} <= {"library.db", "lock"}


def test_names_that_look_like_the_escape_of_another_are_sources_of_their_own(folder):
    names = [b"na\xffme.txt", rb"na\xFFme.txt", rb"na\x5CxFFme.txt"]
    files = folder / "files"
    files.mkdir()
    for number, name in enumerate(names):
        with open(os.fsencode(files) + b"/" + name, "w") as out:
            out.write(f"Text number {number}.")
    library = Library(folder / "data", ["--set", "models.default=none"])
    library.run("add", files, "--wait")
    listed = library.run("list")
    assert listed["total"] == len(names), listed
    assert len({document["source"] for document in listed["data"]}) == len(names)
