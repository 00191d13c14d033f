"""What claims.py has to know of a language: how its sentences end, how it is set in lines, which of
its words are names."""

import re

LANGUAGES = ["ar", "de", "el", "en", "es", "hi", "ro", "ru", "th", "tr", "vi", "zh"]
UNSPACED = {"th", "zh"}
CASELESS = {"ar", "hi", "th", "zh"}
DECIMAL_COMMA = {"de", "el", "es", "ro", "ru", "tr", "vi"}
NUMBER = re.compile(r"(?<![\w.,/:–-])\d+(?:[.,]\d+)*(?![\w]|[.,]\d|[/:–-]\d)")


def sentences(text, language):
    if language == "zh":
        found = re.findall(r"[^。！？]+[。！？]", text)
        return [s.strip() for s in found if 15 <= len(s) <= 150]
    if language == "th":  # no marks: runs between spaces, put together
        out, run = [], ""
        for piece in text.split(" "):
            run = (run + " " + piece).strip()
            if len(run) >= 50:
                out.append(run)
                run = ""
        return [s for s in out if len(s) <= 250]
    mark = "।" if language == "hi" else "." if language != "ar" else ".؟"
    found = re.split(
        r"(?<=[" + mark + r"!?])\s+" + ("" if language in CASELESS else r"(?=[^\W\d_a-zа-яα-ω])"),
        text,
    )
    # Not behind an abbreviation.
    return [
        s.strip()
        for s in found
        if 40 <= len(s.strip()) <= 400
        and s.strip()[-1] in mark + "!?"
        and not re.search(r"\b(Mio|Mrd|[A-Z][a-z]{0,2}|No|vs|ca|bzw|Nr|гг|г|v|p|z|B)\.$", s)
    ]


def pick(pattern, text, chooser):
    found = list(re.finditer(pattern, text))
    return chooser.choice(found) if found else None


def put(text, match, other):
    return text[: match.start()] + other + text[match.end() :]


def wrap(text, language, chooser, hyphens=False):
    width, out, line = chooser.randint(50, 80), [], ""
    if language in UNSPACED:
        pieces = re.findall(
            r"[A-Za-z0-9.,-]+|.[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]*", text.replace("\n", " ")
        )
        columns = 0
        for piece in pieces:
            # No line of a set text begins with a mark.
            if columns >= width and not re.match(r"[\d，。、！？；：」”）%.]", piece):
                out.append(line.strip(" "))
                line, columns = "", 0
            line += piece
            columns += len(piece) if piece.isascii() or language == "th" else 2
        out.append(line)
        return "\n".join(out)
    for word in text.split():
        if len(line) + 1 + len(word) > width and line:
            left = width - len(line) - 2
            if (
                hyphens
                and word.isalpha()
                and word.islower()
                and len(word) > 7
                and 3 <= left <= len(word) - 3
            ):
                out.append(line + " " + word[:left] + "-")
                line = word[left:]
                continue
            out.append(line)
            line = word
        else:
            line = (line + " " + word).strip()
    return "\n".join(out + [line])


def rare_words(documents, language, chooser):
    """Names to put in another's place: words of few documents."""
    counts = {}
    for text in documents:
        if language == "zh":
            words = set(
                re.findall(
                    r"(?<=[《“])[\u4e00-\u9fff]{2,4}(?=[》”])"
                    r"|[\u4e00-\u9fff]{1,3}(?:·[\u4e00-\u9fff]{1,4})+",
                    text,
                )
            )
        elif language == "th":
            words = set(re.findall(r"(?<= )[\u0e01-\u0e4e]{5,12}(?= )", text))
        elif language in CASELESS:
            words = set(re.findall(r"[^\s\d.,;:()«»\"'।،؛؟!?-]{4,}", text))
        else:
            words = set(re.findall(r"(?<=[^\W\d_A-Z] )[^\W\d_a-zа-яα-ω][^\W\d_]{4,}\b", text))
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    return {w for w, n in counts.items() if n <= (6 if language in UNSPACED else 2)}
