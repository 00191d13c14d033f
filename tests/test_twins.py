"""Among texts that hardly differ, the one that has what was typed comes first, in any language."""

import pytest
from conftest import TEST_DATA, Library

# What is typed, a text that has it, and one that has but its pieces.
TWINS = [
    ("nginx.conf", "See /etc/nginx/nginx.conf for it.", "The nginx proxy and its conf files."),
    ("budget_2024.xlsx", "C:\\Users\\ann\\budget_2024.xlsx is there.", "budget 2024 as xlsx."),
    ("W-9.pdf", "At https://example.org/forms/W-9.pdf it lies.", "Form W 9 as pdf. W, 9, pdf."),
    ("run_all", "Then obj->run_all(); is called.", "They run all day, run all night."),
    ("Foo::bar", "It calls Foo::bar() first.", "The foo bar is open. foo bar, foo bar."),
    ("1200.5", "It cost $1,200.50 in all.", "The 1200 seats of chapter 5."),
    ("12345.67", "Gesamt: 12 345.67 und mehr.", "12,345.99 for 67 clients."),
    ("4321", "A bill of US$4,321.00 came.", "The code 4321-00 fits 00."),
    ("8765.40", "कुल राशि ८७६५.४० रुपये है।", "8765 and 40 of them."),
    ("-1750.25", "The balance is -1,750.25 now.", "25 million and 1750 more."),
    ("TR-90", "TR-90'ın bakımı kolaydır.", "KX-90'ın bakımı kolaydır."),
    ("20°C", "Keep it at 20°C all day.", "Keep it at -20°C all day."),
    ("--no-cache", "Start it with --no-cache then.", "There is no cache, no cache at all."),
    ("M8x40", "Take the bolt M8×40 here.", "Take the bolt M8×45 here."),
    ("v2.1", "It came with Version 2.1 of it.", "The host 192.168.1.1 has it in v2."),
    ("9783161484100", "ISBN 978-3-16-148410-0 is it.", "The number 97831 61484 is none."),
    ("O´Brien", "Ask Mr. O’Brien for the key.", "Ask Mr. Brien for the key."),
    ("Hepatitis A", "Hepatitis A is an illness.", "Hepatitis B is one; hepatitis is bad."),
    ('"vitamin A"', "Carrots have vitamin A in them.", "Vitamin D, a vitamin, a good one."),
    ('"he was then"', "So he was then a king.", "Then he was not; was he then?"),
    ("‘priming the pump’", "Priming the pump is first.", "The pump needs no priming."),
    ("WHO", "The WHO wrote a report.", "Who wrote the report? Who knows who."),
]


@pytest.mark.parametrize("model", ["none", "all-MiniLM-L6-v2"])
def test_the_twin_that_has_it_comes_first(folder, model):
    if model != "none" and not TEST_DATA:
        pytest.skip("ALEXANDRIA_TEST_DATA is not set")
    library = Library(folder / "data", ["--set", "models.default=" + model])
    (folder / "in").mkdir()
    for number, (_, has, twin) in enumerate(TWINS):
        (folder / f"in/has-{number}.txt").write_text(has)
        (folder / f"in/twin-{number}.txt").write_text(twin)
    library.run("add", str(folder / "in"), "--wait")
    library.start()
    wrong = []
    for number, (query, _, _) in enumerate(TWINS):
        for mode in ("keyword", "hybrid"):
            body = {"query": query, "mode": mode, "limit": 2}
            answer = library.request("POST", "/api/v1/collections/library/search", body)[1]
            found = [hit["title"] for hit in answer["data"]]
            if found[:1] != [f"has-{number}"]:
                wrong.append((query, mode, number, found))
    library.stop()
    assert not wrong, "\n".join(map(str, wrong))


ENGLISH = "The garden of number {} has a pond, some trees, and a bench under the old wall."
OTHERS = {
    "ru": ("В этом дворце стоит новогодняя ёлка, и дети поют песни.", ["ёлка", "дворце"]),
    "tr": ("Iğdır ilinde kayısı bahçeleri vardır ve hava sıcaktır.", ["Iğdır", "bahçeleri"]),
    "it": ("Il giardino di D'Angelo si trova nell'isola vicina.", ["giardino", "D'Angelo"]),
    "de": ("Die Gemeinden pflegen ihre Gärten mit großer Sorgfalt.", ["Gemeinden", "Gärten"]),
    "ar": ("تقع القاهرة على ضفاف نهر النيل في شمال مصر.", ["القاهرة", "النيل"]),
}


def test_a_language_of_few_texts_is_searched_too(folder):
    (folder / "in").mkdir()
    for number in range(150):
        (folder / "in" / f"en{number}.txt").write_text(ENGLISH.format(number))
    for language, (text, _) in OTHERS.items():
        (folder / "in" / f"{language}.txt").write_text(text)
    library = Library(folder / "data", ["--set", "models.default=none"])
    library.run("add", str(folder / "in"), "--wait")
    library.start()
    wrong = []
    for language, (_, words) in OTHERS.items():
        for word in words:
            body = {"query": word, "mode": "keyword", "limit": 1}
            answer = library.request("POST", "/api/v1/collections/library/search", body)[1]
            found = [hit["title"] for hit in answer["data"]]
            if found != [language] or answer.get("repairs"):
                wrong.append((word, found, answer.get("repairs")))
    library.stop()
    assert not wrong, "\n".join(map(str, wrong))


def test_a_phrase_in_a_foreign_text_is_found(folder):
    (folder / "in").mkdir()
    quoting = "He greeted the crew: guten Morgen zusammen, and then they went to work at once."
    (folder / "in/quoting.txt").write_text(quoting)
    (folder / "in/other.txt").write_text("They went to work in the morning, all of them together.")
    german = "Die Verwaltung hat gestern über den Haushalt der Stadt beraten und ihn beschlossen."
    (folder / "in/german.txt").write_text(german)
    library = Library(folder / "data", ["--set", "models.default=none"])
    library.run("add", str(folder / "in"), "--wait")
    library.start()
    for query in ('"guten Morgen zusammen"', "guten Morgen zusammen"):
        body = {"query": query, "mode": "keyword", "limit": 1}
        answer = library.request("POST", "/api/v1/collections/library/search", body)[1]
        assert [hit["title"] for hit in answer["data"]] == ["quoting"], query
    library.stop()
