"""Documents of known content for golden.py: headings, paragraphs, lists, tables, code."""

import json
import typing

from common import DATA

LANGUAGES = ("en", "de", "es", "ru", "ar", "he", "hi", "zh")
RIGHT_TO_LEFT = ("ar", "he")
# XQuAD has no Hebrew.
HEBREW = [
    "הספרן הניח את המפתח על השולחן ליד החלון ויצא אל החצר",
    "בשנת 1987 נבנה הגשר השני מעל הנהר והדרך אל העיר התקצרה",
    "המשאבה פועלת רק כאשר השסתום פתוח ולחץ המים עולה על 35",
    "הילדים אספו אבנים צבעוניות לאורך החוף עד שקיעת השמש",
    "מחירי התפוחים עלו השנה בגלל הגשמים הכבדים באביב",
    "הרופאה כתבה במכתב כי הבדיקה תיערך ביום שלישי בשעה תשע",
    "במוזיאון הקטן מוצגים כלי עבודה של נגרים מן המאה הקודמת",
    "הרכבת האחרונה יוצאת מן התחנה המרכזית לפני חצות",
]
SENTENCES_MAX = 600


class Heading(typing.NamedTuple):
    level: int
    text: str


class Paragraph(typing.NamedTuple):
    text: str
    strong: str = ""  # words behind the text
    note: str = ""  # a footnote at its end


class Bullets(typing.NamedTuple):
    items: list
    ordered: bool = False


class Definitions(typing.NamedTuple):
    pairs: list


class Table(typing.NamedTuple):
    header: list
    rows: list


class Code(typing.NamedTuple):
    text: str


class Quote(typing.NamedTuple):
    text: str


def numbered(texts):
    return (f"{number}. {text}" for number, text in enumerate(texts, 1))


class Document(list):
    """Blocks in their order; footnotes stand at the end, numbered as a page shows them."""

    def texts(self):
        notes = []
        for block in self:
            if isinstance(block, Paragraph):
                yield block.text + " " + block.strong
                notes += [block.note] if block.note else []
            elif isinstance(block, Bullets):
                yield from numbered(block.items) if block.ordered else block.items
            elif isinstance(block, Definitions):
                for term, text in block.pairs:
                    yield term + " " + text
            elif isinstance(block, Table):
                yield " ".join(block.header)
                for row in block.rows:
                    yield " ".join(row)
            else:
                yield block.text
        yield from numbered(notes)

    def headings(self):
        return [(block.level, block.text) for block in self if isinstance(block, Heading)]

    def codes(self):
        return [block.text for block in self if isinstance(block, Code)]


def sentences_of(language, known={}):
    if language not in known and language == "he":
        known[language] = HEBREW
    if language not in known:
        texts = [
            json.loads(line)["text"] for line in open(DATA / "xquad" / language / "corpus.jsonl")
        ]
        mark = "。" if language == "zh" else "।" if language == "hi" else ". "
        pieces = [
            " ".join(piece.replace("\ufeff", "").split())
            for text in texts
            for piece in text.split(mark)
        ]
        known[language] = [piece for piece in pieces if 20 < len(piece) < 250][:SENTENCES_MAX]
    return known[language]


class Writer:
    def __init__(self, language, chooser):
        self.pool, self.chooser, self.language = sentences_of(language), chooser, language

    def sentence(self):
        return self.chooser.choice(self.pool)

    def phrase(self, words=3):
        sentence = self.sentence()
        if self.language == "zh":
            return sentence.replace(" ", "")[: words * 2]
        return " ".join(sentence.split()[:words])

    def paragraph(self, with_note=False):
        count = self.chooser.randint(1, 4)
        text = ". ".join(self.sentence() for _ in range(count)) + "."
        note = self.sentence() + "." if with_note else ""
        return Paragraph(text, self.phrase(2) + "!", note)

    def cell(self):
        choice = self.chooser.random()
        if choice < 0.12:
            return ""
        if choice < 0.5:
            return f"{self.chooser.randint(1, 99_999):,} kg"
        return self.phrase(self.chooser.randint(1, 5))

    def table(self):
        columns = self.chooser.randint(2, 5)
        header = [f"{self.phrase(1)} {number + 1}" for number in range(columns)]
        rows = [[self.cell() for _ in header] for _ in range(self.chooser.randint(2, 9))]
        for number, row in enumerate(rows):
            row[0] = row[0] or f"R {number}"
        return Table([clean(name) for name in header], [[clean(c) for c in row] for row in rows])

    def code(self):
        lines = [
            "def load(path):",
            "    if path < 3:",
            "",
            "        return [path]  # <b>",
            "    x |= 1",
        ]
        return Code("\n".join(lines[: self.chooser.choice((2, 4, 5))]))


def clean(cell):
    """Without the signs between cells, and between names and cells."""
    return " ".join(cell.replace("|", " ").replace(":", " ").split())


def make_document(language, chooser):
    writer = Writer(language, chooser)
    document = Document([Heading(1, writer.phrase(4)), writer.paragraph()])
    for _ in range(chooser.randint(2, 4)):
        document += [Heading(2, writer.phrase(4)), writer.paragraph(with_note=True)]
        document.append(Bullets([writer.sentence() for _ in range(3)], chooser.random() < 0.4))
        document += [Heading(3, writer.phrase(2)), writer.table(), writer.paragraph()]
        document.append(Definitions([(writer.phrase(2), writer.sentence()) for _ in range(2)]))
        document += [writer.code(), Quote(writer.sentence())]
    return document
