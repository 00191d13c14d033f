"""Words by language, which the tuned kinds of claim_kinds.py put in one another's place."""

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
        "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน "  # half a year a line
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
