"""Words by language for the kinds of claim_held_out.py. A rule is a pattern and what is put in its
place; a group of places are words that stand for one another in the same grammar."""

MONTH = {  # A bare year, and the same with a month that nobody named.
    "ar": (r"(?<!\w)(عام|سنة) (?=\d{4}(?!\d))", "مارس من عام "),
    "de": (r"\bim Jahr (?=\d{4}\b(?! *[–-]))", "im März "),
    "el": (r"(?<!\w)[Ττ]ο (?=\d{4}\b(?! *[–-]))", "τον Μάρτιο του "),
    "en": (r"\b[iI]n (?=(?:1\d|20)\d\d\b(?! *[–-]))", "in March "),
    "es": (r"\b[eE]n (?=\d{4}\b(?! *[–-]))", "en marzo de "),
    "hi": (r"(?<![\d–-])(?<!\d )(?=\d{4} में)", "मार्च "),
    "ro": (r"\b[îÎ]n (?:anul )?(?=\d{4}\b(?! *[–-]))", "în martie "),
    "ru": (r"\b[вВ] (\d{4}) году\b", r"в марте \1 года"),
    "th": (r"ในปี (?:ค\.ศ\. ?)?(?=\d{4}(?!\d))", "ในเดือนมีนาคม ปี ค.ศ. "),
    "tr": (r"(?<![\d–.,-])(?<!\d )(?=\d{4}['’][td][ea]\b)", "Mart "),
    "vi": (r"(?<!tháng \d )(?<!tháng \d\d )\b[nN]ăm (?=\d{4}\b(?! *[–-]))", "tháng 3 năm "),
    "zh": (r"(?<=\d{4})( ?年)(?! ?[\d代间至到-])", r"\g<1>3月"),
}
MARCH = {
    **{"ar": "مارس|آذار", "de": "März", "el": "Μάρτ|Μαρτί", "en": "March", "es": "marzo"},
    **{
        "hi": "मार्च",
        "ro": "martie",
        "ru": "март",
        "th": "มีนาคม",
        "tr": "Mart",
        "vi": "tháng (3|ba)",
    },
    "zh": "3 ?月|三月",
}
CENTURY = {  # The number of a century or, before its last nought, of a decade.
    "de": [r"\b(\d+)(?=\. Jahrhundert)", r"\b(\d+)(?=0er)"],
    "el": [r"\b(\d+)(?=(?:ος|ου|ο|ό) αιών)", r"(?<=δεκαετία του )(\d+)(?=0\b)"],
    "en": [r"\b(\d+)(?=(?:st|nd|rd|th)[ -]centur)", r"\b(\d+)(?=0s\b)"],
    "es": [r"(?<=\bsiglo )([IVX]+)\b", r"(?<=década de )(\d+)(?=0\b)"],
    "hi": [r"(?<!\d)(\d+)(?= ?वीं (?:सदी|शताब्दी))", r"(?<!\d)(\d+)(?=0 के दशक)"],
    "ro": [r"(?<=\bsecolul )(\d+)\b", r"(?<=secolului )(\d+)\b", r"(?<=anii )(\d+)(?=0\b)"],
    "ru": [r"\b(\d+)(?=-(?:й|го|м) век)", r"\b([IVX]+)(?= век)", r"\b(\d+)(?=0-х)"],
    "th": [r"(?<=ศตวรรษที่ )(\d+)", r"(?<=ทศวรรษ )(\d+)(?=0)", r"(?<=ทศวรรษที่ )(\d+)(?=0)"],
    "tr": [r"\b(\d+)(?=\. yüzyıl)", r"\b(\d+)(?=0['’]l[aıe])"],
    "vi": [r"(?<=thế kỷ )(\d+)\b", r"(?<=thế kỷ thứ )(\d+)\b", r"(?<=thập niên )(\d+)(?=0\b)"],
    "zh": [r"(?<!\d)(\d+)(?= ?世纪)", r"(?<!\d)(\d+)(?=0 ?年代)"],
}
# Words of a limit beside a figure, exchanged; then what makes a limit of a plain figure.
LIMIT = {
    "ar": [("أكثر من (?=\\d)", "أقل من "), ("أقل من (?=\\d)", "أكثر من ")],
    "de": [
        (r"\b[mM]ehr als (?=\d)", "weniger als "),
        (r"\b[mM]indestens (?=\d)", "höchstens "),
        (r"\b[wW]eniger als (?=\d)", "mehr als "),
    ],
    "el": [(r"[πΠ]άνω από (?=\d)", "κάτω από "), (r"\b[τΤ]ουλάχιστον (?=\d)", "το πολύ ")],
    "en": [
        (r"\b[mM]ore than (?=[\d$£])", "less than "),
        (r"\b[lL]ess than (?=[\d$£])", "more than "),
        (r"\b[aA]t least (?=[\d$£])", "at most "),
        (r"\b[uU]p to (?=\d)", "at least "),
        (r"\b[oO]ver (?=[\d$£])", "under "),
    ],
    "es": [
        (r"\b[mM]ás del? (?=\d)", "menos de "),
        (r"\b[mM]enos del? (?=\d)", "más de "),
        (r"\b[aA]l menos (?=\d)", "como máximo "),
    ],
    "hi": [("(?<=\\d )से (?:अधिक|ज्यादा)", "से कम"), ("(?<=\\d )से कम", "से अधिक")],
    "ro": [
        (r"\b[pP]este (?=\d)", "sub "),
        (r"\b[mM]ai mult de (?=\d)", "mai puțin de "),
        (r"\b[cC]el puțin (?=\d)", "cel mult "),
    ],
    "ru": [
        (r"(?<!не )\b[бБ]олее (?=\d)", "менее "),
        (r"(?<!не )\b[мМ]енее (?=\d)", "более "),
        (r"\b[нН]е менее (?=\d)", "не более "),
    ],
    "th": [("มากกว่า ?(?=\\d)", "น้อยกว่า "), ("น้อยกว่า ?(?=\\d)", "มากกว่า ")],
    "tr": [("(?<=[dt][ea]n )fazla\\b", "az"), (r"\b[eE]n az (?=%? ?\d)", "en fazla ")],
    "vi": [
        (r"\b[hH]ơn (?=\d)", "dưới "),
        (r"\b[íÍ]t nhất (?=\d)", "nhiều nhất "),
        (r"\b[dD]ưới (?=\d)", "hơn "),
    ],
    "zh": [("超过 ?(?=\\d)", "不到"), ("至少(?=[有为 ]?\\d)", "最多"), ("不到 ?(?=\\d)", "超过")],
}
LIMIT_ADDED = {
    **{"ar": "أكثر من |أقل من ", "de": "mehr als |weniger als ", "en": "more than |less than "},
    **{"el": "πάνω από |κάτω από ", "es": "más de |menos de ", "ro": "peste |sub "},
    **{"ru": "более |менее ", "th": "มากกว่า |น้อยกว่า ", "vi": "hơn |dưới ", "zh": "超过|不到"},
}
# Beside such a word a figure has a limit already, or is not meant to the digit.
NEAR = {
    "ar": "أكثر|أقل|حوالي|نحو|قرابة|تقريبا|من|إلى|حتى|بين",
    "de": "mehr|wenig|über|unter|etwa|rund|ca|bis|fast|von|zwischen|mindestens|höchstens|circa|um",
    "el": "πάνω|κάτω|περίπου|σχεδόν|έως|μέχρι|από|περισσ|λιγότ|τουλάχ|μεταξύ",
    "en": (
        "more|less|over|under|about|around|some|up to|nearly|almost|approx|roughly|than|from|to|"
        "least|most|between|fewer|below|above|only"
    ),
    "es": "más|menos|alrededor|cerca|casi|aprox|hasta|unos|unas|de|entre|sobre",
    "ro": "peste|sub|aproximativ|circa|aproape|până|mai|între|de|jur|cel",
    "ru": "более|менее|около|свыше|почти|до|от|пример|больше|меньше|приблиз|между|порядка",
    "th": "กว่า|ประมาณ|เกือบ|ถึง|ราว|เกิน|น้อย|จาก|ระหว่าง",
    "vi": "hơn|dưới|khoảng|gần|đến|tới|trên|từ|ít|nhiều|tối",
    "zh": "超|达|不到|约|近|至|大|以|最|多|少|到|足|过|余",
}
QUANTIFIER = {
    "ar": [("معظم", "القليل من"), ("بعض", "جميع"), ("(?:العديد|الكثير) من", "القليل من")],
    "de": [
        ("viele", "wenige"),
        ("vielen", "wenigen"),
        ("einige", "alle"),
        ("einigen", "allen"),
        ("[dD]ie meisten", "die wenigsten"),
        ("mehrere", "keine"),
    ],
    "el": [
        ("πολλά", "λίγα"),
        ("πολλοί", "λίγοι"),
        ("πολλές", "λίγες"),
        ("μερικά", "όλα"),
        ("μερικοί", "όλοι"),
        ("μερικές", "όλες"),
        ("ορισμένες", "όλες"),
        ("ορισμένοι", "όλοι"),
    ],
    "en": [
        ("(?<![hH]ow )[mM]any(?= (?:of|[a-z]{4}))", "few"),
        ("[sS]ome of", "all of"),
        ("[mM]ost of", "few of"),
        ("[aA]ll of the", "none of the"),
        ("[sS]everal(?= [a-z]+s )", "no"),
        ("(?<!a )[fF]ew(?= (?:of|[a-z]+s ))", "many"),
    ],
    "es": [
        ("[mM]uchos", "pocos"),
        ("[mM]uchas", "pocas"),
        ("[aA]lgunos", "todos los"),
        ("[aA]lgunas", "todas las"),
        ("[lL]a mayoría", "una minoría"),
        ("[pP]ocos", "muchos"),
    ],
    "hi": [("कई", "बहुत कम"), ("अधिकांश", "बहुत कम"), ("कुछ", "सभी"), ("अधिकतर", "बहुत कम")],
    "ro": [
        ("[mM]ulți", "puțini"),
        ("[mM]ulte", "puține"),
        ("[uU]nii", "toți"),
        ("[uU]nele", "toate"),
        ("[mM]ajoritatea", "minoritatea"),
        ("[cC]âteva", "toate"),
    ],
    "ru": [
        ("[мМ]ногие", "немногие"),
        ("[мМ]ногих", "немногих"),
        ("[бБ]ольшинство", "меньшинство"),
        ("[нН]екоторые", "все"),
        ("[нН]екоторых", "всех"),
        ("[бБ]ольшинства", "меньшинства"),
    ],
    "th": [
        ("ส่วนใหญ่", "ส่วนน้อย"),
        ("บาง(?=ส่วน|คน|แห่ง|ประเทศ)", "ทุก"),
        ("จำนวนมาก", "จำนวนน้อย"),
    ],
    "tr": [
        ("[bB]irçok", "çok az"),
        ("[bB]azı", "tüm"),
        ("[çÇ]oğu", "pek azı"),
        ("[pP]ek çok", "çok az"),
        ("[bB]irkaç", "yüzlerce"),
    ],
    "vi": [
        ("[mM]ột số", "tất cả"),
        ("[nN]hiều(?= người| nước| quốc)", "ít"),
        ("[hH]ầu hết", "rất ít"),
    ],
    "zh": [
        ("许多", "少数"),
        ("大多数", "少数"),
        ("一些", "所有"),
        ("有些", "所有"),
        ("大部分", "小部分"),
    ],
}
ORDINAL = {
    "ar": "الأول الثاني الثالث|الأولى الثانية الثالثة الرابعة",
    "de": "ersten zweiten dritten vierten|erste zweite dritte vierte|erster zweiter dritter",
    "el": "πρώτη δεύτερη τρίτη|πρώτο δεύτερο τρίτο|πρώτος δεύτερος τρίτος|πρώτης δεύτερης τρίτης",
    "en": "first second third fourth fifth sixth",
    "es": "primera segunda tercera cuarta|primer segundo tercer cuarto",
    "hi": "पहला दूसरा तीसरा चौथा|पहली दूसरी तीसरी चौथी|दूसरे तीसरे चौथे",
    "ro": "primul|prima",
    "ru": (
        "первый второй третий|первая вторая третья|первой второй третьей|первого второго третьего"
        "|первое второе третье|первым вторым третьим|первые вторые третьи|первом втором третьем"
    ),
    "th": "ครั้งที่หนึ่ง ครั้งที่สอง ครั้งที่สาม ครั้งที่สี่|อันดับสอง อันดับสาม อันดับสี่",
    "tr": "birinci ikinci üçüncü dördüncü",
    "vi": "",
    "zh": "第一 第二 第三 第四 第五",
}
ORDINAL_RULES = {
    "ro": [("[pP]rimul", "al doilea"), ("[pP]rima", "a doua"), ("al doilea", "al treilea")],
    "th": [("ครั้งแรก", "ครั้งที่สอง"), ("คนแรก", "คนที่สอง"), ("แห่งแรก", "แห่งที่สอง")],
    "tr": [(r"[iİ]lk\b(?! olarak| önce)", "üçüncü")],
    "vi": [("đầu tiên", "thứ ba"), ("thứ hai", "thứ tư"), ("thứ ba", "thứ năm")],
}
NUMBER_WORDS = {
    "ar": "ثلاثة أربعة خمسة ستة سبعة ثمانية|ثلاث أربع خمس ست سبع ثماني",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn",
    "el": "δύο πέντε έξι επτά οκτώ εννέα δέκα|τρεις τέσσερις|τρία τέσσερα",
    "en": "two three four five six seven eight nine ten",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez",
    "hi": "दो तीन चार पांच छह सात आठ",
    "ro": "două trei patru cinci șase șapte opt nouă zece|doi trei",
    "ru": "два три четыре|две три четыре|двух трех четырех пяти|пять шесть семь восемь девять",
    "th": ("สองคน สามคน สี่คน ห้าคน|สองปี สามปี สี่ปี|สองครั้ง สามครั้ง|สองแห่ง สามแห่ง"),
    "tr": "iki üç dört beş altı yedi sekiz dokuz on",
    "vi": "hai ba bốn sáu bảy tám chín mười",
    "zh": "两个 三个 四个 五个 六个|两种 三种 四种 五种|两名 三名 四名|三年 四年 五年|两次 三次 四次",
}
MUST = {
    "ar": [("(?<!لا )يمكن أن", "يجب أن")],
    "de": [(r"kann(?! nicht| kein)", "muss"), (r"können(?! nicht| kein)", "müssen")],
    "el": [("(?<!δεν )μπορεί να", "πρέπει να"), ("(?<!δεν )μπορούν να", "πρέπει να")],
    "en": [
        (r"(?:can|may|might|could)(?= (?:also )?(?!not|only|have|no|hardly|never)[a-z])", "must")
    ],
    "es": [
        ("(?<!no )(?<!se )puede(?= [a-z]+r\\b)", "debe"),
        ("(?<!no )pueden(?= [a-z]+r\\b)", "deben"),
    ],
    "hi": [("(?<!नहीं )(\\S+) सक(?:ता है|ते हैं|ती है|ती हैं)", r"\1ना चाहिए")],
    "ro": [
        ("(?<!nu )(?:poate|pot) fi", "trebuie să fie"),
        ("(?<!nu )(?:poate|pot) să", "trebuie să"),
    ],
    "ru": [("(?<!не )могут", "обязаны"), ("(?<!не )можно", "необходимо")],
    "th": [("(?<!ความ)(?<!ไม่)สามารถ", "จำเป็นต้อง")],
    "tr": [
        (r"(\w+(?:[ıu]l|n)|ol)abilir(?=[.;,])", r"\1malıdır"),
        (r"(\w+(?:[iü]l|n))ebilir(?=[.;,])", r"\1melidir"),
    ],
    "vi": [("(?<!không )(?<!chỉ )có thể", "bắt buộc phải")],
    "zh": [("(?<!不)可以", "必须"), ("(?<!不)可能会", "必须")],
}
NOT = {  # Real negations, and the sentence without them.
    "ar": [("لم يكن", "كان"), ("لم تكن", "كانت"), ("لا يمكن", "يمكن"), ("لا يوجد", "يوجد")],
    "de": [("nicht ", ""), ("keine ", "eine "), ("kein ", "ein "), ("keinen ", "einen ")],
    "el": [("δεν ", "")],
    "en": [
        ("did not ", "did "),
        ("does not ", "does "),
        ("do not ", "do "),
        ("(is|are|was|were|could|should|would|will|has|have|had) not ", r"\1 "),
        ("cannot ", "can "),
        ("without ", "with "),
        ("never ", "always "),
    ],
    "es": [("no (?=[a-z])", "")],
    "hi": [("नहीं ", "")],
    "ro": [("nu (?=[a-zî])", "")],
    "ru": [("не (?=[а-я])", "")],
    "th": [("ไม่(?=สามารถ|มี|ได้|เป็น|ต้อง|ทราบ|เคย)", "")],
    "tr": [
        ("yoktur", "vardır"),
        ("yoktu", "vardı"),
        ("yok", "var"),
        (" değildir", ""),
        (" değil", ""),
    ],
    "vi": [("không thể", "có thể"), ("không (?=có|được|phải là|cần|bao)", "")],
    "zh": [("不是", "是"), ("没有", "有"), ("不能", "能"), ("不会", "会"), ("不需要", "需要")],
}
# Where negation is not simply taken away.
NOT_PLAIN = {
    "ar": "إلا|سوى|فقط|فحسب|غير",
    "de": "nicht (?:nur|mehr als|weniger)|sondern|weder|noch nie|niemand|nie|bis nicht|ohne",
    "el": "μόνο|ούτε|κανέ\\w*|κανεί\\w*|καμί\\w*|τίποτα|ποτέ|παρά|πια|αλλά|μη|χωρίς",
    "en": (
        "only|nor|neither|any|anything|but|unless|until|yet|ever|necessarily|nothing|if|least|more"
    ),
    "es": "sol[oa]|sólo|sino|ni|ningun\\w*|ningún|nada|nunca|nadie|hasta|tampoco|obstante|si|menos",
    "hi": "बल्कि|ही नहीं|केवल|सिर्फ|कोई|कभी|न|कुछ भी",
    "ro": "numai|doar|ci|nici\\w*|nimic|nimeni|decât|până|dacă|mai|sau nu",
    "ru": (
        "только|но|а|ни|никак\\w*|никто|ничего|нет|менее|более|если|пока|раз|ли|лишь|никогда|нельзя"
    ),
    "th": "เพียง|แต่|ว่า|เลย|จนกว่า|ใด|นอกจาก|หรือไม่|กี่|ใคร",
    "tr": "sadece|yalnızca|ne|hiç\\w*|aynı zamanda|ancak",
    "vi": "chỉ|mà|bất|nào|trừ|ngoài|cho đến|hay không|ai|nếu",
    "zh": "而是|只|不仅|任何|除|除非|是不是|有没有|没有人|才|之前|但|就",
}
PLACES = {
    "ar": "فرنسا ألمانيا إنجلترا الصين إيطاليا إسبانيا بولندا أستراليا كينيا اليابان روسيا|"
    "الفرنسي الألماني الإنجليزي الصيني الإيطالي الإسباني البولندي الروسي|"
    "الفرنسية الألمانية الإنجليزية الصينية الإيطالية الإسبانية الروسية|لندن باريس وارسو روما برلين",
    "de": "Frankreich Deutschland England Italien Spanien Polen China Japan Indien Kenia|"
    "französische deutsche englische italienische spanische polnische chinesische japanische|"
    "französischen deutschen englischen italienischen spanischen polnischen chinesischen|"
    "London Paris Warschau Chicago Rom Berlin Boston Wien",
    "el": "Γερμανία Γαλλία Αγγλία Ιταλία Ισπανία Πολωνία Αυστραλία Ιαπωνία Ρωσία Σκωτία Κίνα|"
    "Γερμανίας Γαλλίας Αγγλίας Ιταλίας Ισπανίας Πολωνίας Αυστραλίας Ιαπωνίας Ρωσίας Κίνας|"
    "γαλλική γερμανική αγγλική ιταλική κινεζική|γαλλικό γερμανικό αγγλικό ιταλικό κινεζικό|"
    "γαλλικά γερμανικά αγγλικά ιταλικά κινεζικά|Λονδίνο Παρίσι Βερολίνο Σικάγο",
    "en": "France Germany England Italy Spain Poland China Japan India Australia Kenya Mexico|"
    "French German English Italian Spanish Polish Chinese Japanese Russian Dutch|"
    "London Paris Warsaw Chicago Rome Berlin Boston Vienna Jacksonville Newcastle",
    "es": "Francia Alemania Inglaterra Italia España Polonia China Australia Kenia Escocia Rusia|"
    "francés inglés japonés portugués|francesa inglesa alemana italiana polaca china japonesa rusa|"
    "franceses ingleses alemanes italianos polacos chinos rusos|"
    "Londres París Varsovia Chicago Roma Berlín Boston Viena",
    "hi": "फ्रांस जर्मनी इंग्लैंड चीन इटली स्पेन पोलैंड ऑस्ट्रेलिया केन्या जापान रूस|"
    "फ्रांसीसी जर्मन अंग्रेजी चीनी इतालवी पोलिश जापानी रूसी|लंदन पेरिस वारसॉ शिकागो बर्लिन",
    "ro": "Franța Germania Anglia Italia Spania Polonia China Japonia India Australia Scoția Rusia|"
    "Franței Germaniei Angliei Italiei Spaniei Poloniei Chinei Japoniei Australiei Rusiei|"
    "francez german englez italian spaniol polonez chinez japonez|"
    "franceză germană engleză italiană spaniolă poloneză chineză japoneză|"
    "francezi germani englezi italieni spanioli polonezi chinezi|Londra Paris Varșovia Roma Berlin",
    "ru": "Германия Франция Англия Италия Испания Япония Австралия Кения Россия Калифорния|"
    "Германии Франции Англии Италии Испании Японии Австралии Кении России Калифорнии|"
    "французский английский немецкий итальянский испанский китайский|"
    "французской английской немецкой итальянской испанской китайской|"
    "французских английских немецких итальянских испанских китайских|"
    "французского английского немецкого итальянского китайского|Лондоне Париже Берлине Риме",
    "th": "ฝรั่งเศส เยอรมัน อังกฤษ จีน ญี่ปุ่น รัสเซีย ออสเตรเลีย โปแลนด์ อิตาลี สเปน เคนยา",
    "tr": "Almanya Fransa İtalya İspanya Polonya Avustralya Kenya Japonya Rusya İskoçya|"
    "Fransız Alman İngiliz İtalyan İspanyol Çinli Japon Rus|İngiltere Türkiye|"
    "Fransızca Almanca Çince İngilizce|Londra Varşova Roma Moskova|Paris Berlin",
    "vi": "Pháp Đức Trung_Quốc Nhật_Bản Ấn_Độ Úc Ba_Lan Nga Tây_Ban_Nha Scotland Kenya|"
    "London Paris Warsaw Chicago Berlin Jacksonville Newcastle|người_Anh người_Pháp người_Đức|"
    "nước_Anh nước_Pháp nước_Đức nước_Nga|tiếng_Anh tiếng_Pháp tiếng_Đức tiếng_Nga",
    "zh": "法国 德国 英国 中国 意大利 西班牙 澳大利亚 日本 波兰 俄罗斯 肯尼亚|伦敦 巴黎 华沙 芝加哥 柏林",
}
DISCOURSE = {
    **{
        "ar": "علاوة على ذلك، |ومع ذلك، ",
        "de": "Zudem gilt: |Allerdings gilt: ",
        "el": "Επιπλέον, |Ωστόσο, ",
    },
    **{"en": "However, |In addition, |Moreover, ", "es": "Además, |Sin embargo, "},
    **{"hi": "हालांकि, |इसके अलावा, ", "ro": "În plus, |Cu toate acestea, "},
    **{"ru": "Кроме того, |Однако ", "th": "นอกจากนี้ |อย่างไรก็ตาม ", "tr": "Ayrıca, |Ancak, "},
    **{"vi": "Ngoài ra, |Tuy nhiên, ", "zh": "此外，|然而，"},
}
AND = {
    **{"ar": "، و", "de": " und ", "el": " και ", "en": " and ", "es": " y ", "hi": " और "},
    **{"ro": " și ", "ru": " и ", "tr": " ve ", "vi": " và ", "zh": "，并且"},
}
PERCENT = {
    **{"ar": "{} في المائة", "de": "{} Prozent", "el": "{} τοις εκατό", "en": "{} per cent"},
    **{"es": "{} por ciento", "hi": "{} प्रतिशत", "ro": "{} la sută", "ru": "{} процента"},
    **{"th": "ร้อยละ {}", "tr": "yüzde {}", "vi": "{} phần trăm", "zh": "百分之{}"},
}
# A day, a month and a year as the language writes them, in the order of the groups' names.
DATE = {
    "ar": r"(?P<d>\d+) (?P<m>[^\W\d]+) (?:عام )?(?P<y>\d{4})(?!\d)",
    "de": r"\b(?P<d>\d+)\. (?P<m>[^\W\d]+) (?P<y>\d{4})\b",
    "el": r"\b(?P<d>\d+)η? (?P<m>[^\W\d]+) (?:του )?(?P<y>\d{4})\b",
    "en": (
        r"\b(?:(?P<d>\d+) (?P<m>[A-Z]\w+) (?P<y>\d{4})|"
        r"(?P<M>[A-Z]\w+) (?P<D>\d+), (?P<Y>\d{4}))\b"
    ),
    "es": r"\b(?P<d>\d+) de (?P<m>[^\W\d]+) de (?P<y>\d{4})\b",
    "hi": r"(?<!\d)(?P<d>\d+) (?P<m>[^\s\d,]+),? (?P<y>\d{4})(?!\d)",
    "ro": r"\b(?P<d>\d+) (?P<m>[^\W\d]+) (?P<y>\d{4})\b",
    "ru": r"\b(?P<d>\d+) (?P<m>[^\W\d]+) (?P<y>\d{4})(?: года)?\b",
    "th": r"(?P<d>\d+) (?P<m>[\u0e01-\u0e4e]+) (?:ค\.ศ\. ?)?(?P<y>[12]\d{3})",
    "tr": r"\b(?P<d>\d+) (?P<m>[^\W\d]+) (?P<y>\d{4})\b",
    "vi": r"\b(?P<d>\d+) tháng (?P<m>\d+),? (?:năm )?(?P<y>\d{4})\b",
    "zh": r"(?<!\d)(?P<y>\d{4}) ?年 ?(?P<m>\d+) ?月 ?(?P<d>\d+) ?日",
}
QUOTES = {  # Marks of quotation in use for the language; the plain ones stand for any.
    **{"ar": "«»“”", "de": "„“»«", "el": "«»“”", "en": "“”", "es": "«»“”", "hi": "“”‘’"},
    **{"ro": "„”«»", "ru": "«»„“", "th": "“”", "tr": "“”", "vi": "“”", "zh": "“”「」"},
}
