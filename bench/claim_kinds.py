"""The kinds of claim that the rules of the check were tuned on: each makes a claim of a sentence,
or None where the sentence does not serve."""

import re

from claim_language import CASELESS, DECIMAL_COMMA, NUMBER, UNSPACED, pick, put
from claim_words import MONTHS, NEGATED, OPPOSITES, SCALES, UNITS

TRUE = [
    "verbatim",
    "trimmed",
    "wrapped",
    "reordered",
    "hyphenated",
    "rewritten figure",
    "two sentences",
]
ALTERED = [
    "number",
    "truncated",
    "signed",
    "scaled",
    "dated",
    "percent",
    "unit",
    "name",
    "roles",
    "negated",
    "denied",
    "foreign",
    "figures exchanged",
    "digits transposed",
    "opposite",
    "spliced",
]


def number(s, language, chooser, _):
    m = pick(NUMBER, s, chooser)
    if not m:
        return None
    digits = [i for i, c in enumerate(m[0]) if c.isdigit()]
    at = chooser.choice(digits)
    other = chooser.choice([d for d in "123456789" if d != m[0][at]])
    return put(s, m, m[0][:at] + other + m[0][at + 1 :])


def truncated(s, language, chooser, _):
    found = [m for m in re.finditer(NUMBER, s) if len(m[0]) > 1]
    if not found:
        return None
    m = chooser.choice(found)
    mark = max(m[0].rfind("."), m[0].rfind(","))
    return put(s, m, m[0][:mark] if mark > 0 else m[0][:-1])


def signed(s, language, chooser, _):
    m = pick(r"(?<=[ (])[-−]\d+", s, chooser)
    if m:
        return put(s, m, m[0][1:])
    m = pick(r"(?<= )" + NUMBER.pattern, s, chooser)
    return put(s, m, chooser.choice("-−") + m[0]) if m else None


def scaled(s, language, chooser, _):
    for one, other in zip(SCALES[language], reversed(SCALES[language])):
        if m := pick(
            r"(?<=\d)( ?)" + one + (r"\b" if language not in UNSPACED | {"hi"} else ""), s, chooser
        ):
            return put(s, m, chooser.choice([m[1] + other, ""]))
    m = pick(NUMBER, s, chooser)
    return (
        put(s, m, m[0] + ("" if language == "zh" else " ") + chooser.choice(SCALES[language]))
        if m
        else None
    )


def dated(s, language, chooser, _):
    kinds = []
    if language in MONTHS:
        months = MONTHS[language].split()
        kinds += [
            (m, chooser.choice([x for x in months if x != m[0]]))
            for m in re.finditer(
                r"(?<=\d )(" + "|".join(months) + r")(?!\w)|\b(" + "|".join(months) + r")(?= \d)", s
            )
        ]
    kinds += [
        (m, str(int(m[0]) + chooser.choice([-100, -10, -2, -1, 1, 2, 10, 100])))
        for m in re.finditer(r"(?<![\w.,–-])(1[0-9]|20)\d\d(?![\w.,–-]|[.,]\d)", s)
    ]
    if not kinds:
        return None
    m, other = chooser.choice(kinds)
    return put(s, m, other)


def percent(s, language, chooser, _):
    m = pick(r"(?<=\d) ?[%٪]", s, chooser)
    return put(s, m, "") if m else None


def unit(s, language, chooser, _):
    for one, other in chooser.sample(UNITS[language], len(UNITS[language])):
        if m := pick(
            r"(?<=\d)( ?)" + one + (r"(?!\w)" if language not in UNSPACED else ""), s, chooser
        ):
            return put(s, m, m[1] + other)
    return None


def name_matches(s, language, rare):
    if language in UNSPACED:
        return []
    if language in CASELESS:
        return [m for m in re.finditer(r"[^\s\d.,;:()«»\"'।،؛؟!?-]{4,}", s) if m[0] in rare]
    return list(
        re.finditer(
            r"(?<=[^\W\d_A-ZΑ-ΩА-Я] )[^\W\d_a-zа-яα-ω][^\W\d_]{3,}\b"
            r"|(?<=, )[^\W\d_a-zа-яα-ω][^\W\d_]{3,}\b",
            s,
        )
    )


def name(s, language, chooser, rare):
    if language in UNSPACED:
        names = sorted(n for n in rare if n in s)
        if not names:
            return None
        one = chooser.choice(names)
        return s.replace(one, chooser.choice(sorted(n for n in rare if n not in s)))
    found = [
        m for m in name_matches(s, language, rare) if m[0][0].isupper() or language in CASELESS
    ]
    if not found:
        return None
    m = chooser.choice(found)
    other = chooser.choice(sorted(n for n in rare if n.lower() not in s.lower()))
    return put(s, m, other) if other.lower() != m[0].lower() else None


def roles(s, language, chooser, rare):
    """Two names of one clause change places."""
    if language in UNSPACED:
        clauses = [c for c in re.split(r"[，,、；;。 ]", s) if c]
        for clause in clauses:
            names = sorted((n for n in rare if n in clause), key=clause.find)
            pairs = [
                (a, b)
                for a in names
                for b in names
                if clause.find(a) + len(a) + 1 < clause.find(b)
                and not re.fullmatch(
                    r"[和与及、或或者และหรือกับ ]+", clause[clause.find(a) + len(a) : clause.find(b)]
                )
            ]
            if pairs:
                a, b = chooser.choice(pairs)
                return s.replace(a, "\0").replace(b, a).replace("\0", b)
        return None
    found = [
        m for m in name_matches(s, language, rare) if m[0][0].isupper() or language in CASELESS
    ]
    pairs = [
        (a, b)
        for a in found
        for b in found
        if a.end() < b.start()
        and a[0] != b[0]
        and not re.search(r"[,;:()،؛।]", s[a.end() : b.start()])
        and len(s[a.end() : b.start()].split()) >= 2
        and not re.search(
            r" (and|or|und|oder|y|e|o|și|sau|и|или|και|ή|ve|veya|ile|và|hoặc|و|أو|और|या) ",
            s[a.end() : b.start()],
        )
    ]
    if not pairs:
        return None
    a, b = chooser.choice(pairs)
    return s[: a.start()] + b[0] + s[a.end() : b.start()] + a[0] + s[b.end() :]


def negated(s, language, chooser, _):
    if language == "en" and (
        m := re.search(r"\b(is|are|was|were|can|does|did|may|will|should|has|have) not\b", s)
    ):
        return put(s, m, m[1])
    for pattern, other in NEGATED[language]:
        if re.search(pattern, s):
            return re.sub(pattern, other, s, count=1)
    return None


def trimmed(s, language, chooser, _):
    if language == "zh":
        parts = s.rstrip("。！？").split("，")
        return "，".join(parts[:-1]) + "。" if len(parts) > 1 and len(parts[0]) > 6 else None
    if m := re.search(r", [^,]{10,60},(?= )", s):
        return put(s, m, "")
    words = s.rstrip(".।").split(" ")
    cut = chooser.randint(1, 2) if language == "th" else chooser.randint(2, 4)
    if len(words) < (4 if language == "th" else 12) or re.search(r"\d", "".join(words[-cut - 1 :])):
        return None
    return " ".join(words[:-cut]) + ("." if language not in ("th", "hi") else "")


def reordered(s, language, chooser, _):
    """The first clause goes to the end."""
    if language == "th":
        return None
    comma, stop = (
        ("，", "。") if language == "zh" else ("،" if language == "ar" and "،" in s else ",", s[-1])
    )
    body = s.rstrip(".。।!?")
    parts = [p.strip() for p in re.split(comma + r"(?!\d|\s\d)", body)]
    if (
        len(parts) not in (2, 3)
        or min(map(len, parts)) < (5 if language == "zh" else 15)
        or re.search(r"\d$", parts[0])
        and re.match(r"\d", parts[1])
    ):
        return None
    return (comma + ("" if language == "zh" else " ")).join(parts[1:] + parts[:1]) + (
        stop if stop in ".。।!?" else ""
    )


def rewritten_figure(s, language, chooser, _):
    comma = language in DECIMAL_COMMA
    if m := pick(
        r"(?<![\d.,])\d{1,3}" + (r"\." if comma else ",") + r"\d{3}(?![\d.,]\d|\d)", s, chooser
    ):
        return put(s, m, re.sub(r"\D", "", m[0]))
    if language == "en" and (m := pick(r"(?<=\d)%", s, chooser)):
        return put(s, m, " percent")
    if language == "en" and (
        m := pick(r"\b(two|three|four|five|six|seven|eight|nine|ten)\b", s, chooser)
    ):
        return put(
            s, m, str("zero one two three four five six seven eight nine ten".split().index(m[0]))
        )
    return None


def figures_exchanged(s, language, chooser, _):
    found = list(re.finditer(NUMBER, s))
    pairs = [
        (a, b)
        for a in found
        for b in found
        if a.start() < b.start()
        and a[0] != b[0]
        and not re.fullmatch(
            r"\W*(and|und|y|и|και|și|ve|và|و|और|และ|和)?\W*", s[a.end() : b.start()]
        )
    ]
    if not pairs:
        return None
    a, b = chooser.choice(pairs)
    return s[: a.start()] + b[0] + s[a.end() : b.start()] + a[0] + s[b.end() :]


def digits_transposed(s, language, chooser, _):
    found = [
        m
        for m in re.finditer(NUMBER, s)
        if len(m[0]) > 1 and m[0][-1] != m[0][-2] and m[0][-2:].isdigit()
    ]
    if not found:
        return None
    m = chooser.choice(found)
    return put(s, m, m[0][:-2] + m[0][-1] + m[0][-2])


def opposite(s, language, chooser, _):
    pairs = [(a, b) for x, y in OPPOSITES[language] for a, b in ((x, y), (y, x))]
    edge = r"\b" if language not in UNSPACED | {"hi", "ar"} else ""
    spaced = r"(?<=[\s])%s(?=[\s,।])" if language in ("hi", "ar") else edge + "%s" + edge
    found = [(m, b) for a, b in pairs for m in re.finditer(spaced % a, s)]
    if not found:
        return None
    m, other = chooser.choice(found)
    return put(s, m, other)


def spliced(one, other, language):
    """The beginning of a sentence with the end of another one of the same passage."""
    if language in UNSPACED:
        return None
    a, b = one.split(" "), other.split(" ")
    if len(a) < 10 or len(b) < 10:
        return None
    return " ".join(a[: len(a) // 2]).rstrip(",;:") + " " + " ".join(b[len(b) // 2 :])


MAKERS = {
    "number": number,
    "truncated": truncated,
    "signed": signed,
    "scaled": scaled,
    "dated": dated,
    "percent": percent,
    "unit": unit,
    "name": name,
    "roles": roles,
    "negated": negated,
    "trimmed": trimmed,
    "reordered": reordered,
    "rewritten figure": rewritten_figure,
    "figures exchanged": figures_exchanged,
    "digits transposed": digits_transposed,
    "opposite": opposite,
}
