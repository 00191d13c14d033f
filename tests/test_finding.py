"""Whoever types a code, a number, a letter or a name as it is written finds what has it, first."""

import pathlib

import pytest
from conftest import TEST_DATA, Library

# Words asked for, and the file that has them.
ASKED = [
    ("E619-1609", "part-a"),
    ('"E619-1609"', "part-a"),
    ("Where is the E619-1609 kept?", "part-a"),
    ("AX300S", "ax300s"),
    ("AX300", "ax300"),
    ("1,250.50", "amount"),
    ("1250.5", "amount"),
    ("ABC-42", "ids"),
    ("ABC-0042", "ids"),
    ("v2.1.03", "ids"),
    ("j.doe+test@example.org", "ids"),
    ("C:\\Temp\\log_2024.txt", "ids"),
    ("get_user_id()", "ids"),
    ("get user id", "ids"),
    ("ISO 965-1", "iso"),
    ("2024-03-15", "amount"),
    ("DE44 5001 0517 5407 3249 31", "amount"),
    ("猫", "cat"),
    ("税", "tax"),
    ("サービス", "hankaku"),
    ("サーバー", "server"),
    ("부산", "ko"),
]


@pytest.fixture(scope="module", params=["none", "all-MiniLM-L6-v2"])
def searched(request, tmp_path_factory):
    if not TEST_DATA:
        pytest.skip("ALEXANDRIA_TEST_DATA is not set")
    folder = tmp_path_factory.mktemp("finding")
    library = Library(folder / "data", ["--set", "models.default=" + request.param])
    files = [
        p
        for kind in ("search-codes", "search-cjk")
        for p in (pathlib.Path(TEST_DATA) / "cases" / kind).iterdir()
    ]
    library.run("add", *[str(p) for p in files if p.suffix == ".txt"], "--wait")
    library.start()
    yield library
    library.stop()


@pytest.mark.parametrize("mode", ["keyword", "hybrid"])
def test_what_is_typed_comes_first(searched, mode):
    wrong = []
    for query, wanted in ASKED:
        body = {"query": query, "mode": mode, "limit": 3}
        status, answer = searched.request("POST", "/api/v1/collections/library/search", body)
        assert status == 200
        titles = [hit["title"] for hit in answer["data"]]
        if titles[:1] != [wanted]:
            wrong.append((query, wanted, titles))
    assert not wrong


# Pairs of ways to write one thing; either finds the text that has the other.
WAYS = [
    ("16 GB", "16GB"),
    ("2.5 GHz", "2.5GHz"),
    ("U.S.A.", "USA"),
    ("DE44 5001 0517 5407 3249 31", "DE44500105175407324931"),
    ("+49 30 1234 5678", "+493012345678"),
    ("1990–1995", "1990-1995"),
    ("TCP/IP", "TCP/IP"),
    ("A*", "A*"),
    ("I/O", "i/o"),
    ("کتاب\u200cها", "کتاب"),
    ("(64 GB)", "64GB"),
    ("±0.7 mm", "0.7mm"),
    ("USD4200", "USD 4,200.00"),
    ("0171 / 99 88 77 6", "01719988776"),
    ("+49 (0)40 901820-12", "+494090182012"),
    ("RJ-45", "RJ45"),
    ("कुल ५३७ रुपये", "537"),
]


def test_either_way_of_writing_finds_the_other(folder):
    library = Library(folder / "data", ["--set", "models.default=none"])
    names = []
    for number, pair in enumerate(WAYS):
        for way, written in enumerate(pair):
            names.append(folder / f"n{number}w{way}.txt")
            names[-1].write_text(f"Here stands {written} in the midst of line {way}.\n")
    (folder / "other.txt").write_text(
        "A word and a word, 16 of them, 2.5 and 31, 49 30, in 1990 or 1995, GB and GHz, I and O.\n"
    )
    library.run("add", *names, folder / "other.txt", "--wait")
    wrong = []
    for number, pair in enumerate(WAYS):
        for query in pair:
            hits = library.run("search", query, "--mode", "keyword", "--limit", "3")["data"]
            found = {hit["title"] for hit in hits[:2]}
            if found != {f"n{number}w0", f"n{number}w1"}:
                wrong.append((query, [hit["title"] for hit in hits]))
    assert not wrong


def test_words_cut_or_changed_by_their_setting_are_found_and_highlighted(library, folder):
    texts = {
        "cut.txt": "The infor-\nmation on the pump is in the manual.\n",
        "cut.md": "The Zwetsch-\ngendatschi is ready.\n",
        "cut.html": "<html><body><p>The hydro-\ndynamics are known.</p></body></html>",
        "soft.txt": "A sub\u00adma\u00adrine, its peri\u200bscope, the \ufb01lter\ufeffing.\n",
        "raised.txt": "An earthquake\u00b9\u00b2 moved 10\u2077 stones over 300 km\u00b2.\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    library.run("add", *(folder / name for name in texts), "--wait")
    for query, name, marked in (
        ("information", "cut.txt", "infor-\nmation"),
        ("Zwetschgendatschi", "cut.md", "Zwetsch-\ngendatschi"),
        ("hydrodynamics", "cut.html", "hydro-\ndynamics"),
        ("submarine", "soft.txt", "sub\u00adma\u00adrine"),
        ("peri\u200cscope", "soft.txt", "peri\u200bscope"),
        ("filtering", "soft.txt", "\ufb01lter\ufeffing"),
        ("earthquake", "raised.txt", "earthquake"),
        ("10^7", "raised.txt", "10\u2077"),
    ):
        (hit,) = library.run("search", query, "--mode", "keyword")["data"]
        passage = hit["passage"]
        letters = passage["text"]
        assert hit["title"] == name.split(".")[0], query
        assert marked in [letters[a:b] for a, b in passage["highlights"]], (query, passage)
    assert library.run("search", "107", "--mode", "keyword")["data"] == []


def test_a_near_miss_is_refused_and_what_is_nearest_is_told(folder):
    (folder / "a.md").write_text(
        "# Pump P-200\n\nThe pump P-200 weighs 42 kg and must not be started dry.\n"
    )
    for model in ("none", "all-MiniLM-L6-v2"):
        library = Library(folder / model, ["--set", f"models.default={model}"])
        library.run("add", folder / "a.md", "--wait")
        answered = library.run("ask", "How much does the pump P-200 weigh?")
        assert answered["answered"] and "42 kg" in answered["answer"], answered
        refused = library.run("ask", "How much does the pump P-400 weigh?")
        assert not refused["answered"] and refused["citations"] == [], refused
        assert "P-200" in refused["nearest"][0]["quote"]
        assert refused["nearest"][0]["supported"] == "not_supported"


# A text, what it answers, and what it does not: another name or figure.
NEAR_MISSES = {
    "en": (
        "In 1998 the ferry Aurora carried 412 passengers to Lerwick.",
        "How many passengers did the Aurora carry to Lerwick in 1998?",
        "How many passengers did the Boreas carry to Lerwick in 1998?",
        "How many passengers did the Aurora carry to Lerwick in 1989?",
    ),
    "de": (
        "Im Jahr 1998 brachte die Fähre Aurora Borealis 412 Passagiere nach Lerwick.",
        "Wie viele Passagiere brachte die Aurora Borealis 1998 nach Lerwick?",
        "Wie viele Passagiere brachte die Stella Maris 1998 nach Lerwick?",
        "Wie viele Passagiere brachte die Aurora Borealis 1989 nach Lerwick?",
    ),
    "es": (
        "En 1998 el transbordador Aurora llevó 412 pasajeros a Lerwick.",
        "¿Cuántos pasajeros llevó el Aurora a Lerwick en 1998?",
        "¿Cuántos pasajeros llevó el Boreas a Lerwick en 1998?",
        "¿Cuántos pasajeros llevó el Aurora a Lerwick en 1989?",
    ),
    "ru": (
        "В 1998 году паром Аврора доставил 412 пассажиров в Леруик.",
        "Сколько пассажиров доставил паром Аврора в Леруик в 1998 году?",
        "Сколько пассажиров доставил паром Борей в Леруик в 1998 году?",
        "Сколько пассажиров доставил паром Аврора в Леруик в 1989 году?",
    ),
}


@pytest.mark.parametrize("language", NEAR_MISSES)
@pytest.mark.parametrize("model", ["none", "multilingual-e5-small"])
def test_another_name_or_figure_is_not_what_was_asked(folder, language, model):
    text, true, *others = NEAR_MISSES[language]
    (folder / "a.txt").write_text(text + "\n")
    library = Library(folder / "data", ["--set", f"models.default={model}"])
    library.run("add", folder / "a.txt", "--wait")
    answered = library.run("ask", true)
    assert answered["answered"] and "412" in answered["answer"], answered
    for question in others:
        assert not library.run("ask", question)["answered"], question


def test_a_slip_of_the_hand_is_read_as_the_word_that_is_there(searched):
    for mode in ("keyword", "hybrid"):
        body = {"query": "is it interchangaeble", "mode": mode, "limit": 3}
        status, answer = searched.request("POST", "/api/v1/collections/library/search", body)
        assert status == 200
        assert answer["repairs"] == [
            {
                "begin": 6,
                "end": 21,
                "written": "interchangaeble",
                "read_as": "interchangeable",
            }
        ]
        assert answer["data"][0]["title"] == "ax300s"
        passage = answer["data"][0]["passage"]
        marked = [passage["text"][a:b] for a, b in passage["highlights"]]
        assert "interchangeable" in marked, "the word that it was read as is marked"
    quoted = searched.run("search", '"interchangaeble"', "--mode", "keyword")
    assert "repairs" not in quoted and not quoted["data"]
    shown = searched.run("search", "interchangaeble", as_json=False)
    assert 'No passage has "interchangaeble"; it was read as "interchangeable"' in shown.stdout


def test_a_slip_is_not_put_right_by_what_was_deleted_or_is_filtered_out(folder):
    (folder / "a.md").write_text("The pump of Hansen stands in Aarhus.\n")
    (folder / "b.md").write_text("The orchid was watered on Monday.\n")
    library = Library(folder / "data", ["--set", "models.default=none"])
    library.run("add", folder / "a.md", folder / "b.md", "--wait")
    found = library.run("search", "Jansen", "--mode", "keyword")
    assert [r["read_as"] for r in found["repairs"]] == ["hansen"]
    library.run("delete", found["data"][0]["document_id"])
    for query in ("Jansen", "Aarhis orchid"):
        assert "repairs" not in library.run("search", query, "--mode", "keyword")
    filtered = ("--filter", '{"kind": "pdf"}')
    assert "repairs" not in library.run("search", "orchis", "--mode", "keyword", *filtered)


def test_keyword_search_needs_no_model(folder):
    (folder / "a.md").write_text("The orchid was watered on Monday.\n")
    options = ["--set", "models.default=all-MiniLM-L6-v2"]
    Library(folder / "data", options).run("add", folder / "a.md", "--wait")
    without = Library(folder / "data", ["--set", "models.default=none"])
    without.options += ["--set", f"models.folder={folder / 'nothing'}"]
    found = without.run("search", "orchis watered", "--mode", "keyword")
    assert found["data"] and found["repairs"][0]["read_as"] == "orchid"


def test_a_name_that_nothing_has_is_not_answered_by_its_neighbour(folder):
    (folder / "a.md").write_text("Ferrodine is used for the treatment of iron deficiency.\n")
    library = Library(folder / "data", ["--set", "models.default=all-MiniLM-L6-v2"])
    library.run("add", folder / "a.md", "--wait")
    assert library.run("ask", "What is Ferrodine used for?")["answered"]
    assert not library.run("ask", "What is Terrodine used for?")["answered"]
