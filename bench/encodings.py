#!/usr/bin/env python3
"""Text in legacy encodings without a declaration, cut to 60, 200 and 2,000 bytes: how often it is
decoded right, letter by letter, by language and encoding.

The texts are the first half of the paragraphs of XQuAD: the costs in letter_statistics.cpp and
guess_encoding.cpp were chosen on the second half (--chosen-on shows it), the pairs of letters
come from words elsewhere. Thai is the other way round, since its pairs come from the first half.
Languages that XQuAD does not have come from messages of the programs of this machine, which were
looked at too. --check fails below the bars, --wrong shows what went wrong.
"""

import base64
import collections
import gettext
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import unicodedata

from common import DATA, ROOT

BENCH = ROOT / "build/release/bench/encoding_bench"
BARS = {60: 0.90, 200: 0.98, 2000: 0.999}
TEXTS = int(os.environ.get("N", "60"))  # of a language, an encoding and a length
WESTERN = "cp1252 latin_1 iso8859_15 mac_roman cp850"
CENTRAL = "cp1250 iso8859_2 cp852 mac_latin2"
WIDE = "utf_16_le utf_16_be utf_32_le utf_32_be"
ENCODINGS = {
    **dict.fromkeys("en de es fr it pt nl sv".split(), WESTERN),
    **dict.fromkeys("pl cs hu ro".split(), CENTRAL),
    **dict.fromkeys("ru bg".split(), "cp1251 koi8_r iso8859_5 cp866 mac_cyrillic"),
    "uk": "cp1251 koi8_u",
    "el": "cp1253 iso8859_7 cp737 mac_greek",
    "tr": "cp1254 iso8859_9 cp857 mac_turkish",
    "he": "cp1255 iso8859_8 cp862",
    "ar": "cp1256 iso8859_6 cp720",
    **dict.fromkeys(("lt", "lv"), "cp1257 iso8859_13"),
    "vi": "cp1258",
    "th": "cp874 tis_620",
    "zh": "gb18030 gbk gb2312",
    "zh_TW": "big5 cp950",
    "ja": "cp932 shift_jis euc_jp iso2022_jp",
    "ko": "euc_kr cp949",
    "hi": "",
}
# The twelve languages of XQuAD, and those that the project names besides.
OURS = "ar de el en es hi ro ru th tr vi zh fr it pt ja ko".split()
MESSAGES = "fr it pt ja ko nl sv pl cs hu lt lv bg uk he zh_TW".split()
PLAIN = str.maketrans(dict(zip("“”„«»‘’‚–—…\u00a0", '"""""\'\'\'--. ', strict=True)))
CEDILLA = str.maketrans("șțȘȚ", "şţŞŢ")
TONES = "\u0300\u0301\u0303\u0309\u0323"


def paragraphs_of(language):
    lines = (DATA / "xquad" / language / "corpus.jsonl").read_text().splitlines()
    texts = [json.loads(line)["text"].strip("\ufeff") for line in lines]
    is_second = (language == "th") != ("--chosen-on" in sys.argv)
    return texts[len(texts) // 2 :] if is_second else texts[: len(texts) // 2]


def messages_of(language):
    out = []
    codes = {"pt": ["pt", "pt_BR"]}.get(language, [language])
    files = [f for c in codes for f in pathlib.Path("/usr/share/locale", c).glob("*/*.mo")]
    for path in sorted(files):
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog
        for key, text in catalog.items():
            text = re.sub(r"%[-+ #0-9.*$l]*[a-zA-Z%]|[_<>&{}|\\]", "", text)
            is_own = key and sum(c >= "\x80" for c in text) > (
                0 if language in "fr it pt nl sv" else 5
            )
            if is_own and len(text) > 40 and not re.search(r"--?[a-z]{2}|[a-z]\.[a-z]|=", text):
                out.append(" ".join(text.split()))
    return out


def encode(text, encoding):
    """The text as one would write it in the encoding, and its bytes."""
    if encoding in CENTRAL.split():
        text = text.translate(CEDILLA)
    written, out = [], []
    for c in unicodedata.normalize("NFC", text):
        for form in (c, c.translate(PLAIN), unicodedata.normalize("NFKD", c)[:1]):
            try:
                sign = encode_sign(form, encoding)
                if encoding == "euc_kr" and len(sign) > 2:
                    break  # Python spells such a syllable out, in a way that nothing else reads
                out.append(sign)
                written.append(form)
                break
            except UnicodeEncodeError:
                pass
    return written, out


def encode_sign(c, encoding):
    try:
        return c.encode(encoding)
    except UnicodeEncodeError:
        if encoding != "cp1258":
            raise
    parts = unicodedata.normalize("NFD", c)
    tones = "".join(p for p in parts if p in TONES)
    whole = unicodedata.normalize("NFC", "".join(p for p in parts if p not in TONES))
    return (whole + tones).encode(encoding)


def cuts(texts, encoding, length, source):
    """Texts from beginnings of words on, at most so many bytes long."""
    out = []
    while len(out) < TEXTS:
        at = source.randrange(len(texts))
        text, take = texts[at], at + 1
        if length < 2000:
            begins = [0] + [m.end() for m in re.finditer(r"\s|[、。，]", text[:-40])]
            text = text[source.choice(begins) :]
        while len(text) < length:
            text += "\n" + texts[take % len(texts)]
            take += 1
        written, signs = encode(text[:length], encoding)
        if encoding.startswith("iso2022"):
            count = next(
                n
                for n in range(len(written), 0, -1)
                if len("".join(written[:n]).encode(encoding)) <= length
            )
            signs = ["".join(written[:count]).encode(encoding)]
            written = written[:count]
        count = total = 0
        for sign in signs:
            if total + len(sign) > length:
                break
            count, total = count + 1, total + len(sign)
        wanted = "".join(written[:count] if not encoding.startswith("iso2022") else written)
        out.append((b"".join(signs[:count]), wanted))
    return out


def decode_all(samples):
    lines = b"\n".join(base64.b64encode(b) for b, _ in samples) + b"\n"
    done = subprocess.run([BENCH], input=lines, capture_output=True, check=True)
    answers = [line.split(b" ") for line in done.stdout.splitlines()]
    return [(n.decode(), base64.b64decode(t).decode()) for n, t in answers], float(done.stderr)


def is_right(found, wanted):
    # Japanese wave dashes and the like have two readings: that of browsers and that of Python.
    same = str.maketrans("〜‖−¢£¬¦‥•﹑·—", "～∥－￠￡￢￤…‧、・―")
    plain = wanted.replace("\r\n", "\n").replace("\r", "\n")
    return found.translate(same) == plain.translate(same)


def main():
    source = random.Random(7)
    rows = []
    for language, names in ENCODINGS.items():
        texts = messages_of(language) if language in MESSAGES else paragraphs_of(language)
        for encoding in names.split() + WIDE.split():
            for length in BARS:
                rows += [
                    (language, encoding, length, *sample)
                    for sample in cuts(texts, encoding, length, source)
                ]
    answers, seconds = decode_all([row[3:] for row in rows])
    right, read_as = collections.Counter(), collections.defaultdict(collections.Counter)
    for (language, encoding, length, _, wanted), (name, text) in zip(rows, answers, strict=True):
        ok = is_right(text, wanted)
        right[language, encoding, length] += ok
        if not ok:
            read_as[language, encoding][name] += 1
            if "--wrong" in sys.argv:
                same = (i for i, (a, b) in enumerate(zip(wanted, text, strict=False)) if a != b)
                at = max(0, next(same, 0) - 30)
                print(
                    language, encoding, length, name, *map(repr, (wanted[at:][:60], text[at:][:60]))
                )
    pairs = list(dict.fromkeys(row[:2] for row in rows))
    print("language encoding       " + "".join(f"{length:>8}" for length in BARS) + "  wrong as")
    for pair in pairs:
        shares = [right[(*pair, length)] / TEXTS for length in BARS]
        wrong = ", ".join(f"{n} {c}" for n, c in read_as[pair].most_common(3))
        if pair[1] not in WIDE or min(shares) < 1:
            print(
                f"{pair[0]:8} {pair[1]:14} " + "".join(f"{s:8.3f}" for s in shares) + "  " + wrong
            )
    ok = True
    for name, chosen in (("our languages", OURS), ("all", list(ENCODINGS))):
        of = [p for p in pairs if p[0] in chosen and (p[1] not in WIDE)]
        shares = {n: sum(right[(*p, n)] for p in of) / TEXTS / len(of) for n in BARS}
        print(f"{name + ', legacy':24}" + "".join(f"{shares[n]:8.4f}" for n in BARS))
        ok = ok and all(shares[n] >= bar for n, bar in BARS.items())
    of = [p for p in pairs if p[1] in WIDE.split()]
    shares = [sum(right[(*p, n)] for p in of) / TEXTS / len(of) for n in BARS]
    print(f"{'UTF-16 and UTF-32':24}" + "".join(f"{s:8.4f}" for s in shares))
    print(f"{1e3 * seconds / len(rows):.2f} ms a text")
    return 0 if ok or "--check" not in sys.argv else 1


if __name__ == "__main__":
    sys.exit(main())
