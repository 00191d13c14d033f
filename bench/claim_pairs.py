"""Pairs of a claim and a passage, made from real text: what a careful reader would call true, and
what not. Which pairs there are depends on the seed alone. The kinds in HELD_OUT were laid down
before the rules of the check were written and were not looked at while they were tuned."""

import json
import random
import re

from common import DATA

LANGUAGES = ["ar", "de", "el", "en", "es", "hi", "ro", "ru", "th", "tr", "vi", "zh"]
TRUE = ["verbatim", "trimmed", "wrapped", "reordered"]
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
]
HELD_OUT_TRUE = ["hyphenated", "rewritten figure", "two sentences"]
HELD_OUT = ["figures exchanged", "digits transposed", "opposite", "spliced"]

UNSPACED = {"th", "zh"}
CASELESS = {"ar", "hi", "th", "zh"}
DECIMAL_COMMA = {"de", "el", "es", "ro", "ru", "tr", "vi"}
NUMBER = re.compile(r"(?<![\w.,/:–-])\d+(?:[.,]\d+)*(?![\w]|[.,]\d|[/:–-]\d)")
SCALES = {
    "ar": ["ألف", "مليون"],
    "de": ["Tausend", "Millionen"],
    "el": ["χιλιάδες", "εκατομμύρια"],
    "en": ["thousand", "million"],
    "es": ["mil", "millones"],
    "hi": ["हज़ार", "लाख"],
    "ro": ["mii", "milioane"],
    "ru": ["тысяч", "миллионов"],
    "th": ["พัน", "ล้าน"],
    "tr": ["bin", "milyon"],
    "vi": ["nghìn", "triệu"],
    "zh": ["万", "亿"],
}
MONTHS = {
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "el": (
        "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου "
        "Ιουλίου Αυγούστου Σεπτεμβρίου Οκτωβρίου Νοεμβρίου Δεκεμβρίου"
    ),
    "en": "January February March April May June July August September October November December",
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    "hi": "जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    "ro": (
        "ianuarie februarie martie aprilie mai iunie "
        "iulie august septembrie octombrie noiembrie decembrie"
    ),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "th": (
        "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน "
        "กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"
    ),
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
}
UNITS = {
    "en": [
        ("mm", "cm"),
        ("mg", "kg"),
        ("ml", "litres"),
        ("days", "weeks"),
        ("years", "months"),
        ("hours", "minutes"),
        ("feet", "miles"),
        ("km", "m"),
        ("percent", "degrees"),
    ],
    "de": [
        ("Jahre", "Monate"),
        ("Jahren", "Monaten"),
        ("Kilometer", "Meter"),
        ("Prozent", "Grad"),
        ("km", "m"),
        ("Stunden", "Minuten"),
    ],
    "es": [("años", "meses"), ("kilómetros", "metros"), ("km", "m"), ("horas", "minutos")],
    "ru": [("лет", "месяцев"), ("км", "м"), ("часов", "минут")],
    "ro": [("ani", "luni"), ("km", "m"), ("ore", "minute")],
    "el": [("χρόνια", "μήνες"), ("έτη", "μήνες"), ("χιλιόμετρα", "μέτρα"), ("ώρες", "λεπτά")],
    "tr": [("yıl", "ay"), ("km", "m"), ("saat", "dakika")],
    "vi": [("km", "m"), ("giờ", "phút"), ("tuổi", "tháng tuổi")],
    "zh": [("公里", "米"), ("小时", "分钟")],
    "ar": [("عاما", "شهرا"), ("كيلومتر", "متر"), ("ساعات", "دقائق"), ("كم", "م")],
    "hi": [("वर्ष", "महीने"), ("किमी", "मीटर"), ("घंटे", "मिनट")],
    "th": [("ปี", "เดือน"), ("กิโลเมตร", "เมตร"), ("ชั่วโมง", "นาที")],
}
# A word that states, and the same with a negation.
NEGATED = {
    "en": [
        (r"\b(is|are|was|were|can|may|will|should|has been|have been)\b (?!not\b|no\b)", r"\1 not ")
    ],
    "de": [
        (r"\b(ist|war|sind|waren|wurde|wurden|kann|wird|hat|haben)\b (?!nicht|kein)", r"\1 nicht ")
    ],
    "es": [(r"(?<!no )\b(es|son|fue|fueron|era|eran|tiene|había|puede|está)\b ", r"no \1 ")],
    "ro": [(r"(?<!nu )\b(este|sunt|era|erau|avea|poate|fost)\b ", r"nu \1 ")],
    "ru": [
        (r"(?<!не )\b(был|была|было|были|является|являются|может|имеет|стал|стала)\b ", r"не \1 ")
    ],
    "el": [(r"(?<!δεν )\b(είναι|ήταν|έχει|έχουν|είχε|μπορεί)\b ", r"δεν \1 ")],
    "tr": [
        (r"\bvardır\b", "yoktur"),
        (r"\bvardı\b", "yoktu"),
        (r"(\w+)(dır|dir|dur|dür|tır|tir)\b(?=\.?$)", r"\1 değildir"),
    ],
    "vi": [
        (r"(?<!không )\b(là)\b ", "không phải là "),
        (r"(?<!không )\b(có|được|bị)\b ", r"không \1 "),
    ],
    "zh": [(r"(?<!不)是", "不是"), (r"(?<!没)有(?!关|些|限|效)", "没有")],
    "th": [(r"(?<!ไม่)เป็น", "ไม่เป็น"), (r"(?<!ไม่)มี", "ไม่มี")],
    "ar": [
        (r"(?<!لا )\b(يمكن|يوجد|توجد|تعتبر|يعتبر)\b ", r"لا \1 "),
        (r"\b(كان|كانت)\b ", r"لم \1 "),
    ],
    "hi": [(r"(?<!नहीं )(है|था|थे|थी|हैं)(?=[।, ]|$)", r"नहीं \1")],
}
DENIALS = {
    "ar": ["ليس صحيحا أن ", "زعم كذبا أن "],
    "de": ["Es ist nicht wahr, dass ", "Er behauptete fälschlich, dass "],
    "el": ["Δεν είναι αλήθεια ότι ", "Ισχυρίστηκε ψευδώς ότι "],
    "en": ["It is not true that ", "They falsely claimed that ", "There is no evidence that "],
    "es": ["No es cierto que ", "Afirmó falsamente que "],
    "hi": ["यह सच नहीं है कि ", "उसने झूठा दावा किया कि "],
    "ro": ["Nu este adevărat că ", "A susținut în mod fals că "],
    "ru": ["Неправда, что ", "Он ложно утверждал, что "],
    "th": ["ไม่เป็นความจริงที่ว่า", "เขาปฏิเสธว่า"],
    "tr": ["Şu doğru değildir: "],
    "vi": ["Không đúng là ", "Ông ấy phủ nhận rằng "],
    "zh": ["他谎称", "他否认"],
}
OPPOSITES = {
    "en": [
        ("increased", "decreased"),
        ("more", "less"),
        ("higher", "lower"),
        ("before", "after"),
        ("first", "last"),
        ("all", "some"),
        ("largest", "smallest"),
        ("most", "few"),
        ("north", "south"),
        ("early", "late"),
    ],
    "de": [
        ("mehr", "weniger"),
        ("vor", "nach"),
        ("größte", "kleinste"),
        ("alle", "einige"),
        ("früh", "spät"),
        ("nördlich", "südlich"),
        ("höher", "niedriger"),
    ],
    "es": [
        ("más", "menos"),
        ("antes", "después"),
        ("mayor", "menor"),
        ("todos", "algunos"),
        ("norte", "sur"),
        ("primera", "última"),
    ],
    "ru": [
        ("более", "менее"),
        ("больше", "меньше"),
        ("после", "до"),
        ("все", "некоторые"),
        ("севере", "юге"),
        ("первый", "последний"),
    ],
    "ro": [
        ("mai mult", "mai puțin"),
        ("după", "înainte de"),
        ("mare", "mic"),
        ("nord", "sud"),
        ("toate", "unele"),
    ],
    "el": [
        ("περισσότερο", "λιγότερο"),
        ("μετά", "πριν"),
        ("μεγαλύτερη", "μικρότερη"),
        ("βόρεια", "νότια"),
        ("όλα", "μερικά"),
    ],
    "tr": [("sonra", "önce"), ("büyük", "küçük"), ("kuzey", "güney"), ("fazla", "az")],
    "vi": [("sau", "trước"), ("lớn", "nhỏ"), ("nhiều", "ít"), ("bắc", "nam")],
    "zh": [("大", "小"), ("多", "少"), ("之后", "之前"), ("北", "南")],
    "ar": [("بعد", "قبل"), ("أكثر", "أقل"), ("أكبر", "أصغر"), ("شمال", "جنوب")],
    "hi": [("बाद", "पहले"), ("अधिक", "कम"), ("बड़ा", "छोटा"), ("उत्तर", "दक्षिण")],
    "th": [("หลัง", "ก่อน"), ("มาก", "น้อย"), ("ใหญ่", "เล็ก"), ("เหนือ", "ใต้")],
}


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


def pairs_of(documents, language, chooser, each):
    """Lines (kind, claim, passage), at most `each` of a kind."""
    kinds = TRUE + ALTERED + HELD_OUT_TRUE + HELD_OUT
    made = {k: [] for k in kinds}
    rare = rare_words(documents, language, chooser)
    for number_of, passage in enumerate(chooser.sample(documents, len(documents))):
        own = sentences(passage, language)
        for s in chooser.sample(own, min(5, len(own))):
            at = own.index(s)
            lines = wrap(passage, language, chooser)
            candidates = [
                ("verbatim", s, passage),
                ("wrapped", s, lines),
                ("foreign", s, documents[(documents.index(passage) + 7) % len(documents)]),
            ]
            frame = chooser.choice(DENIALS[language])
            body = (
                s
                if language in CASELESS or s[:2].isupper() or re.match(r"\w+ [A-Z]", s)
                else s[0].lower() + s[1:]
            )
            candidates.append(("denied", s, passage.replace(s, frame + body)))
            candidates += [
                (k, maker(s, language, chooser, rare), lines if chooser.random() < 0.3 else passage)
                for k, maker in MAKERS.items()
            ]
            if language not in UNSPACED | CASELESS:
                candidates.append(("hyphenated", s, wrap(passage, language, chooser, hyphens=True)))
            if at + 1 < len(own) and s + " " + own[at + 1] in passage:
                candidates.append(("two sentences", s + " " + own[at + 1], passage))
            if len(own) > 2:
                candidates.append(
                    (
                        "spliced",
                        spliced(s, chooser.choice([o for o in own if o != s]), language),
                        passage,
                    )
                )
            for kind, claim, source in candidates:
                altered = kind in ALTERED or kind in HELD_OUT
                if (
                    claim
                    and len(made[kind]) < each
                    and (not altered or kind == "denied" or claim not in source)
                ):
                    made[kind].append((kind, claim, source))
    return made


def all_pairs(each=100):
    """(language, corpus, kind, claim, passage) of every language and corpus."""
    out = []
    for language in LANGUAGES:
        documents = [
            json.loads(line)["text"].replace("\t", " ")
            for line in open(DATA / "xquad" / language / "corpus.jsonl", encoding="utf-8")
        ]
        for pairs in pairs_of(documents, language, random.Random(17), each).values():
            out += [(language, "xquad", *pair) for pair in pairs]
    for corpus in ("scifact", "cranfield", "cacm"):
        documents = [
            json.loads(line)["text"].replace("\t", " ")
            for line in open(DATA / corpus / "corpus.jsonl", encoding="utf-8")
        ]
        documents = [" ".join(d.split()) for d in documents if 300 < len(d) < 3000]
        for pairs in pairs_of(documents[:900], "en", random.Random(17), each).values():
            out += [("en", corpus, *pair) for pair in pairs]
    documents = []
    for file in sorted((DATA / "chunking/corpora").iterdir()):
        text = " ".join(file.read_text("utf-8", "replace").split())[:150_000]
        documents += [text[i : i + 1200] for i in range(0, len(text) - 1200, 1200)]
    for pairs in pairs_of(documents, "en", random.Random(17), each).values():
        out += [("en", "chunking", *pair) for pair in pairs]
    return out
