"""The second set of kinds of claim. They were laid down by somebody who had not read the rules of
the check, and first run on 2026-11-25 (docs/benchmarks.md has what was seen then); the rules were
mended after that, so that they are held out no more. Each maker is given a sentence and all that
it was taken from, and gives a claim that is false of the passage by construction, or None."""

import random
import re

import claim_held_out_true as held_out_true
import claim_held_out_words as words
from claim_language import DECIMAL_COMMA, NUMBER, UNSPACED, pick, put, wrap
from claim_words import MONTHS

ALTERED = [
    "rotated",
    "own figure",
    "century",
    "range",
    "limit",
    "quantifier",
    "ordinal",
    "number word",
    "place",
    "month added",
    "must",
    "not dropped",
    "list item",
]
ROMAN = "0 I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI XXII".split()
RANGE = re.compile(r"(?<![\w.,:$£\[(–—-])(\d{1,4})( ?[–—-] ?)(\d{1,4})(?![A-Za-z\d]|[.,:]\d|[–—-])")


# Where words do not stand apart a figure may touch the word of what it counts.
FIGURE = re.compile(r"(?<![A-Za-z\d.,/:–-])\d+(?:[.,]\d+)*(?![A-Za-z\d]|[.,]\d|[/:–-]\d)")


def figures(text, language):
    return re.finditer(FIGURE if language in UNSPACED else NUMBER, text)


def edged(pattern, language):
    """The pattern as a word of its own, where words stand apart."""
    if language in UNSPACED:
        return pattern
    if language == "hi":
        return r"(?<![\w\u0900-\u097f])(?:" + pattern + r")(?![\w\u0900-\u097f])"
    return r"(?<!\w)(?:" + pattern + ")" + ("" if pattern.endswith((" ", ")")) else r"(?!\w)")


def ruled(rules, s, passage, language, chooser):
    """One rule of (pattern, other) applied at one place, unless the passage says that as well."""
    found = []
    for pattern, other in rules:
        for m in re.finditer(edged(pattern, language), s):
            put_in = m.expand(other) if "\\" in other else other
            if m.start() == 0 and s[0].isupper():
                put_in = put_in[:1].upper() + put_in[1:]
            claim = put(s, m, put_in)
            near = claim[max(m.start() - (1 if put_in else 9), 0) : m.start() + len(put_in) + 6]
            if near.lower() not in passage.lower():
                found.append(claim)
    return chooser.choice(found) if found else None


def series(text):
    """Words in their order, each one's next in its place: second for first, three for two."""
    rules = []
    for group in text.split("|"):
        run = group.split()
        for a, b in zip(run, run[1:]):
            rules.append((f"[{a[0]}{a[0].upper()}]{a[1:]}", b))
    return rules


def rotated(s, language, chooser, **_):
    """Three figures, each in the next one's place."""
    found = [m for m in figures(s, language) if s[m.start() - 1 : m.start()] not in ("[", "(")]
    runs = []
    for i, a in enumerate(found):
        for j, b in enumerate(found[i + 1 :], i + 1):
            for c in found[j + 1 :]:
                gaps = (s[a.end() : b.start()], s[b.end() : c.start()])
                if len({a[0], b[0], c[0]}) == 3 and all(
                    sum(map(str.isalpha, g)) >= 4 and re.search(r"[^\W\d_]{3,}", g) for g in gaps
                ):
                    runs.append((a, b, c))
    if not runs:
        return None
    a, b, c = chooser.choice(runs)
    return (
        s[: a.start()] + c[0] + s[a.end() : b.start()] + a[0] + s[b.end() : c.start()] + b[0]
    ) + s[c.end() :]


def own_figure(s, language, chooser, passage, **_):
    """A figure of another sentence of the passage, of the same form."""
    others = {}
    for m in figures(passage, language):
        key = re.sub(r"\d", "9", m[0]) + passage[m.end() : m.end() + 1].replace(".", " ")
        others.setdefault(key, set()).add(m[0])
    used = set(re.findall(r"\d+(?:[.,]\d+)*", s))
    found = []
    for m in figures(s, language):
        key = re.sub(r"\d", "9", m[0]) + s[m.end() : m.end() + 1].replace(".", " ")
        if len(m[0]) > 1 and s[m.start() - 1 : m.start()] != "[":
            found += [(m, o) for o in sorted(others.get(key, ())) if o not in used]
    return put(s, *chooser.choice(found)) if found else None


def shifted_number(text, by):
    if text in ROMAN:
        at = ROMAN.index(text) + by
        return ROMAN[at] if 0 < at < len(ROMAN) else None
    return str(int(text) + by) if int(text) + by > 0 else None


def century(s, language, chooser, passage, **_):
    if language not in words.CENTURY:
        return None
    found = []
    for pattern in words.CENTURY[language]:
        for m in re.finditer(pattern, s):
            other = shifted_number(m[1], chooser.choice([-2, -1, 1, 2]))
            if other and not re.search(rf"(?<![\dIVX]){other}0?(?![\dIVX])", passage):
                found.append((m, other))
    if not found:
        return None
    m, other = chooser.choice(found)
    claim = put(s, m, other)
    if language == "en":
        ends = {"1": "st", "2": "nd", "3": "rd"}
        tail = "th" if other[-2:-1] == "1" else ends.get(other[-1], "th")
        claim = re.sub(rf"\b{other}(?:st|nd|rd|th)(?=[ -]centur)", other + tail, claim)
    return claim


def ranged(s, language, chooser, passage, **_):
    """One end of a range moved."""
    m = pick(RANGE, s, chooser)
    if not m:
        return None
    low, high = m[1], m[3]
    by = chooser.choice([1, 2, 3, 4]) * chooser.choice([-1, 1])
    if chooser.random() < 0.5:
        low = str(int(low) + by)
    else:
        high = str(int(high) + by).zfill(len(high)) if int(high) + by > 0 else high
    if "-" in low + high or len(low) != len(m[1]) or len(high) != len(m[3]) or low == high:
        return None
    other = low + m[2] + high
    return put(s, m, other) if other != m[0] and other not in passage else None


def limit(s, language, chooser, passage, **_):
    if claim := ruled(words.LIMIT[language], s, passage, language, chooser):
        return claim
    if language not in words.LIMIT_ADDED:
        return None
    comma = r"\." if language in DECIMAL_COMMA else ","
    near = re.compile("(?:" + words.NEAR[language] + ")", re.I)
    found = []
    for m in re.finditer(r"(?<= )" + NUMBER.pattern + r"(?: ?%)?", s):
        plain = re.fullmatch(r"\d{1,3}" + comma + r"\d{3}", m[0]) or m[0].endswith("%")
        before = s[max(m.start() - (6 if language == "zh" else 22), 0) : m.start()]
        if (
            s[m.end() : m.end() + 1] != "-"
            and plain
            and not near.search(before)
            and not near.search(s[m.end() : m.end() + 9])
        ):
            found.append(m)
    if not found:
        return None
    m = chooser.choice(found)
    other = chooser.choice(words.LIMIT_ADDED[language].split("|"))
    head = s[: m.start()]
    if language in ("el", "es"):
        head = re.sub(r"\b(?:[eE]l|[Ττ]ο) $", "", head)
    return head + other + s[m.start() :]


def quantifier(s, language, chooser, passage, **_):
    return ruled(words.QUANTIFIER[language], s, passage, language, chooser)


def ordinal(s, language, chooser, passage, **_):
    rules = series(words.ORDINAL[language]) if words.ORDINAL[language] else []
    rules = words.ORDINAL_RULES.get(language, []) + (rules if language != "ro" else [])
    if re.search("كانون|تشرين|at first|zum ersten Mal", s):
        return None
    return ruled(rules, s, passage, language, chooser)


def number_word(s, language, chooser, passage, **_):
    rules = series(words.NUMBER_WORDS[language])
    if language == "vi":  # a Monday and a second thing are written with the same word
        rules = [(r"(?<!thứ )(?<!tháng )(?<!mươi )(?<!mười )" + a, b) for a, b in rules]
    return ruled(rules, s, passage, language, chooser)


def place(s, language, chooser, passage, **_):
    """A country, people or town for another one, of the same passage if there is one."""
    near, far = [], []
    for group in words.PLACES[language].split("|"):
        group = [w.replace("_", " ") for w in group.split()]
        inside = [w for w in group if w[: max(len(w) - 2, 2)] in s]
        for w in inside:
            for m in re.finditer(edged(re.escape(w), language), s):
                for other in group:
                    if other not in inside:
                        (near if other in passage else far).append((m, other))
    return put(s, *chooser.choice(near or far)) if near or far else None


def month_added(s, language, chooser, passage, **_):
    pattern, other = words.MONTH.get(language, (None, None))
    if not pattern or re.search("(?i)" + words.MARCH[language], passage):
        return None
    names = MONTHS.get(language, "").split()
    found = [
        m
        for m in re.finditer(pattern, s)
        if not any(name in s[max(m.start() - 16, 0) : m.start()] for name in names)
    ]
    if not found:
        return None
    m = chooser.choice(found)
    return put(s, m, m.expand(other))


def must(s, language, chooser, passage, **_):
    if language == "en" and re.search(r"\b(?:how|so|as)\b.{1,25}\b(?:can|may|might|could)\b", s):
        return None
    return ruled(words.MUST[language], s, passage, language, chooser)


def not_dropped(s, language, chooser, passage, **_):
    if re.search("(?i)" + edged(words.NOT_PLAIN[language], language), s):
        return None
    return ruled(words.NOT[language], s, passage, language, chooser)


LAST_ITEM = {
    **{"ar": r"، و([^\W\d]{4,})(?=[.،])", "de": r", \w+ und ([^\W\d]{4,})(?=[.,])"},
    **{"el": r", \w+ και ([^\W\d]{4,})(?=[.,])", "en": r", \w+,? and ([^\W\d]{4,})(?=[.,])"},
    **{"es": r", \w+ y ([^\W\d]{4,})(?=[.,])", "hi": r", [^\s,]+ और ([^\s\d,।]{3,})(?= )"},
    **{"ro": r", \w+ și ([^\W\d]{4,})(?=[.,])", "ru": r", \w+ и ([^\W\d]{4,})(?=[.,])"},
    **{
        "tr": r", \w+ ve ([^\W\d]{4,})(?= )",
        "vi": r", [\w ]{3,15} và ([^\W\d]+(?: [^\W\d]+){1,2})(?=[.,])",
    },
    "zh": r"、[\u4e00-\u9fff]{2,6}和([\u4e00-\u9fff]{2,6})(?=[，。])",
}


def list_item(s, language, chooser, passage, items=(), **_):
    """The last item of a list is one of another passage."""
    m = pick(LAST_ITEM[language], s, chooser) if language in LAST_ITEM else None
    if not m:
        return None
    fit = [
        i
        for i in items
        if i[:5].lower() not in passage.lower() and i[0].isupper() == m[1][0].isupper()
    ]
    return s[: m.start(1)] + chooser.choice(fit) + s[m.end(1) :] if fit else None


MAKERS = {
    "rotated": rotated,
    "own figure": own_figure,
    "century": century,
    "range": ranged,
    "limit": limit,
    "quantifier": quantifier,
    "ordinal": ordinal,
    "number word": number_word,
    "place": place,
    "month added": month_added,
    "must": must,
    "not dropped": not_dropped,
    "list item": list_item,
    **held_out_true.MAKERS,
}


def held_out_pairs(documents, sentences, language, seed, each):
    """Lines (kind, claim, passage) by kind, at most `each` of one and two of a kind and passage."""
    everything = "\n".join(documents)
    lower = set(re.findall(r"(?:(?<=[^\W\d_] )|(?<=, ))[^\W\d_A-ZΑ-ΩА-Я]\w*", everything))
    items = sorted(
        {m for m in re.findall(LAST_ITEM[language], everything)} if language in LAST_ITEM else ()
    )
    made = {kind: [] for kind in held_out_true.TRUE + ALTERED}
    for kind in made:
        chooser = random.Random(f"{seed} {language} {kind}")
        for passage in chooser.sample(documents, len(documents)):
            if len(made[kind]) >= each:
                break
            own, count = sentences(passage, language), 0
            for s in chooser.sample(own, len(own)):
                source = wrap(passage, language, chooser) if chooser.random() < 0.3 else passage
                if kind == "paged":
                    claim, source = s, held_out_true.paged(passage, language, chooser)
                elif kind == "joined":
                    claim = held_out_true.joined(
                        s, own, own.index(s), language, chooser, passage, lower
                    )
                else:
                    claim = MAKERS[kind](
                        s, language, chooser, passage=passage, items=items, lower=lower
                    )
                if not claim or claim == s and kind != "paged":
                    continue
                if kind in ALTERED and claim.lower() in passage.lower():
                    continue
                made[kind].append((kind, claim, source))
                count += 1
                if count == 2 or len(made[kind]) == each:
                    break
    return made
