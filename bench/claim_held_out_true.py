"""The held-out kinds that are true: the sentence as another hand would write it, or the same
sentence in a passage that is set otherwise."""

import re
import unicodedata

import claim_held_out_words as words
from claim_language import CASELESS, DECIMAL_COMMA, UNSPACED, put, wrap
from claim_words import MONTHS

TRUE = [
    "discourse",
    "first letter",
    "other quotes",
    "no brackets",
    "decomposed",
    "date form",
    "figure form",
    "paged",
    "joined",
]


def lowered(s, lower):
    """The sentence as it stands within another one: no capital unless the word has one always."""
    first = re.match(r"\w+", s)
    return s[0].lower() + s[1:] if first and first[0].lower() in lower else s


def discourse(s, language, chooser, lower=(), **_):
    return chooser.choice(words.DISCOURSE[language].split("|")) + lowered(s, lower)


def first_letter(s, language, chooser, **_):
    if language in CASELESS or not s[0].isupper() or s[1:2].isupper():
        return None
    small = {"I": "ı", "İ": "i"}.get(s[0], s[0].lower()) if language == "tr" else s[0].lower()
    return small + s[1:]


def other_quotes(s, language, chooser, **_):
    marks = "«»“”„‟‘’" if language == "hi" else "«»“”„‟「」"
    found = re.findall('["' + marks + "]", s)
    if len(found) != 2 or re.search(r"\d ?[\"”]|''|``", s):
        return None
    first, last = (s.index(found[0]), s.rindex(found[1]))
    kinds = [k + w for k, w in zip(words.QUOTES[language][::2], words.QUOTES[language][1::2])]
    kinds = [k for k in kinds + ['""'] if k != "".join(found)]
    opening, closing = chooser.choice(kinds)
    return s[:first] + opening + s[first + 1 : last] + closing + s[last + 1 :]


def no_brackets(s, language, chooser, **_):
    found = [m for m in re.finditer(r" ?[(（][^()（）]{2,80}[)）]", s) if s[: m.start()].strip()]
    found = [
        m
        for m in found
        if not re.match(r"[^\W\d]", s[m.end() : m.end() + 1]) or language in UNSPACED
    ]
    return put(s, chooser.choice(found), "") if found and s.count("(") == s.count(")") else None


def decomposed(s, language, chooser, **_):
    other = unicodedata.normalize("NFD", s)
    if other == s:
        other = unicodedata.normalize("NFC", s)
    return other if other != s else None


def date_form(s, language, chooser, **_):
    found = []
    months = MONTHS[language].split() if language in MONTHS else []
    for m in re.finditer(words.DATE[language], s):
        g = m.groupdict()
        d, month, y = (g[k] or g.get(k.upper()) for k in "dmy")
        number = (
            int(month) if month.isdigit() else months.index(month) + 1 if month in months else 0
        )
        if number and 1 <= int(d) <= 31:
            found.append((m, int(d), number, y, month))
    if not found:
        return None
    m, d, number, y, month = chooser.choice(found)
    forms = [f"{y}-{number:02}-{d:02}"]
    if language == "en":
        forms += [f"{d} {month} {y}" if m["M"] else f"{month} {d}, {y}"] * 2
    elif language == "zh":
        forms += [f"{y}/{number}/{d}"]
    elif language in ("de", "ro", "ru", "tr"):
        forms += [f"{d:02}.{number:02}.{y}", f"{d}.{number}.{y}"]
    else:
        forms += [f"{d:02}/{number:02}/{y}", f"{d}/{number}/{y}"]
    forms = forms if language in ("en", "zh") else forms[1:] + forms[:1]
    return put(s, m, chooser.choice(forms))


def figure_form(s, language, chooser, **_):
    """Percent in words, thousands apart by a narrow space; or the other way about."""
    found = []
    number = r"\d+(?:[.,]\d+)?"
    sign = r"%% ?(%s)(?![\d.,]\d|['’\d])" if language == "tr" else r"(?<![\d.,–-])(%s) ?[%%٪]"
    for m in re.finditer(sign % number, s):
        form = words.PERCENT[language]
        if language == "ru" and m[1].isdigit():
            one = m[1][-1] == "1" and m[1][-2:] != "11"
            few = m[1][-1] in "234" and m[1][-2:-1] != "1"
            form = "{} процент" if one else "{} процента" if few else "{} процентов"
        found.append((m, form.format(m[1])))
    mark = r"\." if language in DECIMAL_COMMA else ","
    for m in re.finditer(r"(?<![\d.,])\d{1,3}(?:%s\d{3})+(?![\d.,]\d|\d)" % mark, s):
        found += [(m, re.sub(r"\D", space, m[0])) for space in "\u00a0\u202f "]
    if language in ("en", "de"):
        for m in re.finditer(r"(?<=\d) (?:percent|per cent|Prozent)\b", s):
            found.append((m, "%" if language == "en" else " %"))
    return put(s, *chooser.choice(found)) if found else None


def paged(passage, language, chooser):
    """The passage in lines, with the foot of a page and the head of the next between some."""
    lines = wrap(passage, language, chooser, hyphens=language not in UNSPACED | CASELESS).split(
        "\n"
    )
    page, out = chooser.randint(2, 300), []
    left = chooser.randint(2, 4)
    for line in lines:
        out.append(line)
        left -= 1
        if not left:
            page, left = page + 1, chooser.randint(4, 9)
            out += chooser.choice([["", str(page), ""], [str(page)], ["", f"- {page} -", ""]])
    return "\n".join(out)


def joined(s, own, at, language, chooser, passage, lower):
    """Two sentences that follow one another, in one."""
    if at + 1 >= len(own) or language == "th" or s[-1] in "!?؟！？":
        return None
    gap = "" if language == "zh" else " "
    if s + gap + own[at + 1] not in passage:
        return None
    apart = {"zh": "；", "ar": "؛ ", "el": " · "}.get(language, "; ")
    between = chooser.choice([apart, words.AND[language]])
    return s.rstrip(".।。 ") + between + lowered(own[at + 1], lower)


MAKERS = {
    "discourse": discourse,
    "first letter": first_letter,
    "other quotes": other_quotes,
    "no brackets": no_brackets,
    "decomposed": decomposed,
    "date form": date_form,
    "figure form": figure_form,
}
