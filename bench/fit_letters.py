#!/usr/bin/env python3
"""Fits src/text/data/letters: how likely letters follow each other, per language.

    pip install wordfreq && bench/fit_letters.py [PARAGRAPHS]

From the word frequencies of wordfreq (the languages in LANGUAGES), and for Thai, which it does not
have, from the first half of the paragraphs of XQuAD in the folder PARAGRAPHS. Only frequencies of
single letters and of pairs are written. A cost is -ln of a probability in quarters, as a character
from "0" on, at most 63.
"""

import collections
import json
import math
import pathlib
import subprocess
import sys
import unicodedata

import wordfreq

OUT = pathlib.Path(__file__).resolve().parent.parent / "src/text/data/letters"
# Of pairs of letters; those of CHARACTERS are told by single characters.
LANGUAGES = (
    "ar bg ca cs da de el en es fa fi fr he hi hu is it lt lv mk nb nl pl pt ro ru sh sk sl sv tr "
    "uk vi"
).split()
CHARACTERS = "ja ko zh".split()
LETTERS_MAX = 56
CEDILLA = str.maketrans("șț", "şţ")  # as old encodings have them
TONES = "\u0300\u0301\u0303\u0309\u0323"  # written apart in windows-1258


def cost(probability):
    return chr(ord("0") + max(0, min(63, round(-4 * math.log(max(probability, 1e-9))))))


SCRIPTS = {"ar": "ARABIC", "fa": "ARABIC", "el": "GREEK", "he": "HEBREW", "hi": "DEVANAGARI"} | {
    language: "CYRILLIC" for language in ("bg", "mk", "ru", "uk")
}
SCRIPTS["th"] = "THAI"


def is_letter(c):
    return unicodedata.category(c)[0] in "LM"


def is_of_script(c, script):
    name = unicodedata.name(c, "")
    return name.startswith(script + " ") or (script == "LATIN" and c in TONES)


def tones_apart(word):
    out = ""
    for c in word:
        parts = unicodedata.normalize("NFD", c)
        tone = "".join(p for p in parts if p in TONES)
        out += unicodedata.normalize("NFC", "".join(p for p in parts if p not in TONES)) + tone
    return out


def words_of(language):
    size = "large" if language in wordfreq.available_languages("large") else "best"
    for word, frequency in wordfreq.get_frequency_dict(language, size).items():
        word = unicodedata.normalize("NFC", word)
        if language == "tr":
            word = word.replace("i\u0307", "i")
        if language == "ro":
            word = word.translate(CEDILLA)
        yield (tones_apart(word) if language == "vi" else word), frequency


def words_of_paragraphs(folder):
    paragraphs = [json.loads(line)["text"] for line in open(pathlib.Path(folder, "corpus.jsonl"))]
    for paragraph in paragraphs[: len(paragraphs) // 2]:
        for word in paragraph.split():
            yield word, 1


def count(words):
    """How often letters follow each other; "" is what is no letter."""
    pairs = collections.Counter()
    for word, frequency in words:
        before = ""
        for c in word:
            after = c if is_letter(c) else ""
            if before or after:
                pairs[before, after] += frequency
            before = after
        if before:
            pairs[before, ""] += frequency
    return pairs


def write_pairs(language, words):
    pairs = count(words)
    singles = collections.Counter()
    for (_, after), number in pairs.items():
        singles[after] += number
    total = sum(singles.values())
    script = SCRIPTS.get(language, "LATIN")
    known = [c for c, number in singles.most_common() if number > total * 1e-7]
    letters = sorted([c for c in known if c and is_of_script(c, script)][:LETTERS_MAX])
    rows = []
    for before in ["", *letters]:
        of_row = {after: pairs[before, after] for after in ["", *letters]}
        sum_of_row = sum(of_row.values())
        smooth = 0.002 * sum_of_row + 1e-5 * total
        rows.append(
            "".join(
                cost((of_row[after] + smooth * singles[after] / total) / (sum_of_row + smooth))
                for after in ["", *letters]
            )
        )
    (OUT / f"{language}.txt").write_text(
        "pairs " + "".join(letters) + "\n" + "\n".join(rows) + "\n"
    )


def count_characters(words):
    singles = collections.Counter()
    for word, frequency in words:
        for c in word:
            if is_letter(c) and ord(c) >= 0x80:
                singles[c] += frequency
    return singles


def traditional(singles):
    """The same characters as they are written in Taiwan, one by one, by ICU."""
    simplified = list(singles)
    done = subprocess.run(
        ["uconv", "-x", "Hans-Hant"], input="\n".join(simplified), capture_output=True, text=True
    )
    out = collections.Counter()
    for before, after in zip(simplified, done.stdout.split("\n"), strict=True):
        share = 1 if before == after else 0.1  # some stay in some of their senses
        out[before] += singles[before] * share
        out[after] += singles[before] * (1 - share)
    return out


def write_characters(language, singles):
    total = sum(singles.values())
    by_cost = collections.defaultdict(str)
    for c, number in singles.most_common():
        level = cost(number / total)
        if ord(level) - ord("0") <= 54:
            by_cost[chr(ord(level) & ~1)] += c  # every second cost is enough
    lines = [level + " " + "".join(sorted(by_cost[level])) for level in sorted(by_cost)]
    (OUT / f"{language}.txt").write_text("characters\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        write_pairs(language, words_of(language))
    for language in CHARACTERS:
        write_characters(language, count_characters(words_of(language)))
    write_characters("zh-Hant", traditional(count_characters(words_of("zh"))))
    if len(sys.argv) > 1:
        write_pairs("th", words_of_paragraphs(pathlib.Path(sys.argv[1], "th")))
