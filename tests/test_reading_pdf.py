"""What is read of PDFs, through the program: small files that stand for trouble users reported."""

import pytest
from conftest import Library, needs_data
from test_reading import case, read


@pytest.fixture
def library(folder):
    made = Library(folder / "data", ["--set", "models.default=none"])
    yield made
    made.stop()


def pdf(objects):
    """A file of these objects, from number 1; the first is the catalogue."""
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size, start = len(objects) + 1, len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


def page(content, extra=b"", more=(), catalogue=b"", resources=b""):
    stream = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
            b"/Resources << /Font << /F 5 0 R >> " + resources + b" >> " + extra + b" >>",
            stream,
            font,
            *more,
        ]
    )


def line(x, y, text, size=10, more=b""):
    return b"BT %s /F %g Tf %g %g Td (%s) Tj ET\n" % (more, size, x, y, text)


def read_one(library, folder, content):
    path = folder / "made.pdf"
    path.write_bytes(content)
    (text,) = read(library, path).values()
    return text


@needs_data
def test_form_values_are_text_with_places(library):
    (text,) = read(library, case("pdf-form") / "claim.pdf").values()
    assert text.count("Philippa Oyarzun") == 1 and text.count("HX-7734-19") == 1
    anchors = library.run("search", "Oyarzun")["data"][0]["passage"]["anchors"]
    assert anchors[0]["kind"] == "page" and anchors[0]["boxes"]


@needs_data
def test_a_sentence_over_a_page_break_is_one(library):
    (text,) = read(library, case("pdf-header-footer") / "manual.pdf").values()
    flat = " ".join(text.split())
    assert "primed with exactly eleven litres of glycol before anyone restarts" in flat
    hit = library.run("search", "eleven litres of glycol")["data"][0]["passage"]
    assert "primed with exactly" in hit["text"] and hit["text"].count("Nordhaven") <= 1
    assert "Nordhaven" not in hit["text"][hit["text"].index("primed with exactly") :]
    assert [anchor["page"] for anchor in hit["anchors"]] == [1, 2]
    assert all(anchor["boxes"] for anchor in hit["anchors"])
    assert library.run("check")["problems"] == []


@needs_data
def test_a_stamp_up_the_margin_stands_apart(library):
    folder = case("pdf-margin-stamp")
    texts = read(library, folder / "plain.pdf", folder / "stamped.pdf")
    assert texts["stamped.pdf"].strip().startswith(texts["plain.pdf"].strip())
    assert "reg:2407.01234v2 [hy.RV] 30 Sep 2024" in texts["stamped.pdf"]


@needs_data
def test_right_to_left_text_is_in_logical_order(library):
    texts = read(library, *sorted(case("pdf-rtl").glob("*.pdf")))
    assert "تعتبر لغة R وPython من الأدوات القوية" in texts["arabic-latin.pdf"]
    assert "لا يسمح بالدخول إلا بإذن المدير." in texts["arabic.pdf"]
    assert "ABC Marine" in texts["arabic.pdf"] and "1250" in texts["arabic.pdf"]
    assert "הספק ABC Marine קיבל 1,250 טון דלק." in texts["hebrew.pdf"]
    found = library.run("search", "الأدوات")["data"][0]["title"]
    assert found == library.run("search", "Modbus")["data"][0]["title"]


@needs_data
def test_raised_numbers_do_not_run_into_what_stands_before(library):
    (text,) = read(library, case("sup") / "sup.pdf").values()
    assert "10^7 cells" in text and "earthquake [12] damage" in text


def test_what_is_outside_the_crop_box_is_not_seen(library, folder):
    content = line(100, 700, b"Inside of the page") + line(100, 30, b"Printer mark")
    text = read_one(library, folder, page(content, b"/CropBox [50 100 560 760]"))
    assert text.strip() == "Inside of the page"


def test_invisible_text_of_a_scanned_page_is_text(library, folder):
    assert "Recognised words" in read_one(
        library, folder, page(line(100, 700, b"Recognised words", more=b"3 Tr"))
    )


def test_short_columns_of_unequal_length_between_full_lines(library, folder):
    content = line(
        60, 740, b"A full line of text runs over the whole width of this page here, yes."
    )
    content += line(60, 715, b"The left column has lines of text,")
    content += line(60, 703, b"three of them, which is one more")
    content += line(60, 691, b"than the other column has here.")
    content += line(330, 715, b"The right column has two lines of")
    content += line(330, 703, b"text only, and it ends with this.")
    content += line(
        60, 660, b"Below, a line runs over the whole width of the page again, at its end."
    )
    flat = " ".join(read_one(library, folder, page(content)).split())
    assert "three of them, which is one more than the other column has here. The right" in flat
    assert "The right column has two lines of text only" in flat


def test_notes_are_blocks_of_their_own(library, folder):
    notes = (
        b"<< /Type /Annot /Subtype /FreeText /Rect [100 400 300 420] /Contents (Check the seal) "
        b"/DA (/F 10 Tf) >>",
        b"<< /Type /Annot /Subtype /Text /Rect [100 300 120 320] /T (Okafor) "
        b"/Contents (Replaced in May) >>",
        b"<< /Type /Annot /Subtype /Text /Rect [100 200 120 220] /F 2 /Contents (Hidden) >>",
    )
    content = page(line(100, 700, b"Pump report"), b"/Annots [6 0 R 7 0 R 8 0 R]", notes)
    text = read_one(library, folder, content)
    assert "Check the seal" in text and "Okafor: Replaced in May" in text and "Hidden" not in text


def test_a_table_names_its_columns_and_keeps_empty_and_wrapped_cells(library, folder):
    content = b""
    rows = [
        (b"Pump", b"Flow", b"Remark"),
        (b"Kestrel", b"20", b"runs quietly, and was"),
        (None, None, b"repaired twice"),
        (b"Harrier", None, b"in store"),
        (b"Merlin", b"35", b"new"),
    ]
    y = 700
    for first, *others in rows:
        y -= 12 if first is None else 24
        for x, cell in zip((60, 200, 320), (first, *others), strict=True):
            if cell is not None:
                content += line(x, y, cell)
    text = read_one(library, folder, page(content))
    assert "Pump: Kestrel | Flow: 20 | Remark: runs quietly, and was repaired twice" in text
    assert "Pump: Harrier | Flow: | Remark: in store" in text


def test_a_page_of_unmapped_glyphs_says_so(library, folder):
    """A font whose glyphs have no meaning: the codes are private."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> "
        b"<FF> endcodespacerange 1 beginbfrange <20> <7E> <E020> endbfrange endcmap end end"
    )
    content = page(line(100, 700, b"Nothing to read in here at all"))
    old = b"/Encoding /WinAnsiEncoding"
    more = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap)
    made = page(line(100, 700, b"Nothing to read in here at all"), more=(more,))
    made = made.replace(old, b"/ToUnicode 6 0 R          ")
    assert len(made) > len(content)
    path = folder / "glyphs.pdf"
    path.write_bytes(made)
    (document,) = library.run("add", path, "--wait")["documents"]
    account = library.run("show", document["document_id"], "--accounting")
    assert account["not_read"] == account["seen"] > 0
    assert "page without readable characters" in str(account)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (b"untitled", "Crossings and fares"),
        (b"Microsoft Word - Ferry report.docx", "Ferry report"),
        (b"Ferries", "Ferries"),
    ],
)
def test_what_a_program_writes_for_no_title_is_none(library, folder, written, title):
    content = line(60, 700, b"Crossings and fares", 18) + b"".join(
        line(60, 660 - 14 * i, b"The ferry runs every hour from six in the morning on.")
        for i in range(8)
    )
    made = page(content, more=[b"<< /Title (%s) /Author (anonymous) >>" % written])
    path = folder / "made.pdf"
    path.write_bytes(made.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 6 0 R"))
    added = library.run("add", path, "--wait")["documents"][0]
    document = library.run("show", added["document_id"])
    assert document["title"] == title, document


BOX = (
    b"<< /Type /Annot /Subtype /Widget /FT /Btn /Rect [100 %d 120 %d] /T (%s) /V /%s /AS /%s "
    b"/AP << /N << /%s 4 0 R /Off 4 0 R >> >> %s >>"
)


def test_marked_boxes_and_chosen_buttons_are_read_as_they_are_shown(library, folder):
    boxes = [
        BOX % (700, 720, b"terms", b"Yes", b"Yes", b"Yes", b""),
        BOX % (660, 680, b"news", b"Off", b"Off", b"Yes", b""),
        BOX % (620, 640, b"payment", b"cash", b"cash", b"cash", b"/Ff 32768"),
        BOX % (580, 600, b"payment", b"cash", b"Off", b"card", b"/Ff 32768"),
    ]
    fields = b"[5 0 R 6 0 R 7 0 R 8 0 R]"
    made = pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields %s >> >>" % fields,
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Annots %s >>" % fields,
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 20 20] /Length 0 >>\nstream\n\nendstream",
            *boxes,
        ]
    )
    text = read_one(library, folder, made)
    lines = ["terms: ☑", "news: ☐", "payment: cash"]
    assert [each for each in text.split("\n") if each] == lines


def pages(contents):
    """A file with a page for each content."""
    kids = b" ".join(b"%d 0 R" % (4 + 2 * i) for i in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(contents), kids),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, content in enumerate(contents):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % (5 + 2 * i),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    return pdf(objects)


def test_what_runs_over_pages_is_found_once_and_numbers_that_count_always(library, folder):
    texts = [b"Repair of a pump.", b"New seals for a boiler.", b"Freight to the island."]
    made = [
        line(60, 750, b"Hartmann Pumps Ltd")
        + line(60, 735, b"Invoice no. %d" % (2024101 + i))
        + line(60, 500, text)
        + line(60, 40, b"Account 4711-08")
        + line(280, 25, b"Page %d of 3" % (i + 1))
        for i, text in enumerate(texts)
    ]
    text = read_one(library, folder, pages(made))
    assert text.count("Hartmann") == 3, "all copies are kept in the text"
    for query, number in [("Hartmann", 1), ("4711-08", 1), ("2024102", 2), ("2024103", 3)]:
        hits = library.run("search", query)["data"]
        assert hits, query
        assert hits[0]["passage"]["anchors"][0]["page"] <= number
        assert query in hits[0]["passage"]["text"], query
    passages = [hit["passage"]["text"] for hit in library.run("search", "Hartmann")["data"]]
    assert "".join(passages).count("Hartmann") == 1
    assert "Page 2 of 3" not in "".join(passages)


def test_a_right_to_left_line_on_a_latin_page_is_in_logical_order(library, folder):
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> "
        b"<FF> endcodespacerange 2 beginbfrange <20> <60> <0020> <61> <7A> <05D0> endbfrange "
        b"endcmap end end"
    )
    more = (
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding "
        b"/ToUnicode 7 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
    )
    content = b"".join(
        line(60, 700 - 14 * i, b"This note gives the price of the pump in two languages.")
        for i in range(3)
    )
    content += line(60, 600, b".\\(gfe dcb\\) 2024 P-10 cba").replace(b"/F ", b"/G ")
    made = page(content, more=more).replace(b"<< /F 5 0 R >>", b"<< /F 5 0 R /G 6 0 R >>")
    text = read_one(library, folder, made)
    assert "אבג P-10 2024 (בגד הוז)." in text, text


def test_a_grid_is_read_by_its_rules_and_its_bold_names(library, folder):
    """Cells as close as words, a cell over two rows, and names in a font without weight."""
    rows = [
        (b"Country", b"Weight", b"Fee"),
        (None, b"up to 20 kg", b"low"),
        (None, b"more", b"high"),
    ]
    content = b""
    for i, row in enumerate(rows):
        for x, cell in zip((62, 122, 184), row, strict=True):
            made = line(x, 700 - 20 * i, cell or b"")
            content += made.replace(b"/F ", b"/G ") if i == 0 else made
    content += line(62, 670, b"Iceland")
    for x0, x1, y in [(60, 220, 714), (60, 220, 694), (120, 220, 674), (60, 220, 654)]:
        content += b"%d %d m %d %d l S\n" % (x0, y, x1, y)
    for x in (60, 120, 181, 220):
        content += b"%d 714 m %d 654 l S\n" % (x, x)
    bold = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>"
    made = page(content, more=(bold,)).replace(b"<< /F 5 0 R >>", b"<< /F 5 0 R /G 6 0 R >>")
    text = read_one(library, folder, made)
    for row in ("up to 20 kg | Fee: low", "more | Fee: high"):
        assert "Country: Iceland | Weight: " + row in text, text


def test_names_are_bold_by_their_font_whatever_its_stems_say(library, folder):
    """As Chromium and LibreOffice write DejaVu Sans Bold, above cells of text."""
    rows = [(b"Role", b"Holder"), (b"Treasurer", b"Ms Ito"), (b"Captain", b"Mr Berg")]
    content = b""
    for i, row in enumerate(rows):
        for x, cell in zip((62, 162), row, strict=True):
            made = line(x, 700 - 20 * i, cell)
            content += made.replace(b"/F ", b"/G ") if i == 0 else made
    for y in (714, 694, 674, 654):
        content += b"60 %d m 260 %d l S\n" % (y, y)
    for x in (60, 160, 260):
        content += b"%d 714 m %d 654 l S\n" % (x, x)
    bold = (
        b"<< /Type /Font /Subtype /TrueType /BaseFont /BAAAAA+DejaVuSans-Bold /FirstChar 32 "
        b"/LastChar 33 /Widths [348 456] /Encoding /WinAnsiEncoding /FontDescriptor 7 0 R >>",
        b"<< /Type /FontDescriptor /FontName /BAAAAA+DejaVuSans-Bold /Flags 32 /StemV 80 "
        b"/FontBBox [-1069 -415 1975 1174] /Ascent 928 /Descent -236 /ItalicAngle 0 "
        b"/CapHeight 729 >>",
    )
    made = page(content, more=bold).replace(b"<< /F 5 0 R >>", b"<< /F 5 0 R /G 6 0 R >>")
    text = read_one(library, folder, made)
    assert "Role: Captain | Holder: Mr Berg" in text, text


def warning_of(library, folder, content):
    path = folder / "made.pdf"
    path.write_bytes(content)
    (document,) = library.run("add", path, "--wait")["documents"]
    shown = library.run("show", document["document_id"])
    text = library.run("show", document["document_id"], "--text")["text"]
    return shown["warning"], text


def test_what_stands_in_layers_that_are_off_is_named_and_no_text(library, folder):
    content = (
        line(72, 700, b"Plain words.")
        + b"/OC /A BDC "
        + line(72, 680, b"Remarks of the draft.")
        + b"EMC /OC /B BDC "
        + line(72, 660, b"Dimensions of the plan.")
        + b"EMC /OC /C BDC "
        + line(72, 640, b"Words of a scan.", more=b"3 Tr")
        + b"EMC"
    )
    layers = [
        b"<< /Type /OCG /Name (Draft) >>",
        b"<< /Type /OCG /Name (Plan) >>",
        b"<< /Type /OCG /Name (Scan) >>",
    ]
    catalogue = b"/OCProperties << /OCGs [6 0 R 7 0 R 8 0 R] /D << /OFF [6 0 R] >> >>"
    warning, text = warning_of(
        library,
        folder,
        page(
            content,
            more=layers,
            catalogue=catalogue,
            resources=b"/Properties << /A 6 0 R /B 7 0 R /C 8 0 R >>",
        ),
    )
    assert "Not read: layer that is off" in warning
    assert "Plain words." in text and "Dimensions" in text and "Words of a scan." in text
    assert "Remarks" not in text


def test_attached_files_and_xfa_forms_are_named(library, folder):
    attached = [
        b"<< /Type /Filespec /F (data.csv) /UF (data.csv) /EF << /F 7 0 R >> >>",
        b"<< /Type /EmbeddedFile /Length 5 >>\nstream\n1,2,3\nendstream",
    ]
    pinned = b"/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [10 10 20 20] /FS 6 0 R >>]"
    names = b"/Names << /EmbeddedFiles << /Names [(data.csv) 6 0 R] >> >>"
    words = line(72, 700, b"The data is attached.")
    warning, _ = warning_of(library, folder, page(words, pinned, attached, names))
    assert "Not read: attached file (2)" in warning
    template = b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template/></xdp:xdp>"
    form = [b"<< /Length %d >>\nstream\n%s\nendstream" % (len(template), template)]
    catalogue = b"/AcroForm << /Fields [] /XFA 6 0 R >> /NeedsRendering true"
    wait = line(72, 700, b"Please wait...")
    warning, _ = warning_of(library, folder, page(wait, b"", form, catalogue))
    assert "Not read: XFA form" in warning


def upright(x, y, text, size=9):
    return b"BT /F %g Tf 0 1 -1 0 %g %g Tm (%s) Tj ET\n" % (size, x, y, text)


def test_names_that_stand_upright_are_those_of_their_columns(library, folder):
    names = (b"Rated flow", b"Mass", b"Power drawn")
    rows = [
        (b"Kestrel", b"120", b"35", b"410"),
        (b"Merlin", b"240", b"52", b"800"),
        (b"Harrier", b"480", b"77", b"1500"),
    ]
    content = line(60, 760, b"The pumps of the series, with what each of them needs and gives.")
    content += line(72, 702, b"Model")
    for x, name in zip((150, 190, 230), names, strict=True):
        content += upright(x + 12, 700, name)
    for i, row in enumerate(rows):
        for x, cell in zip((72, 148, 188, 228), row, strict=True):
            content += line(x, 685 - 14 * i, cell)
    content += upright(590, 300, b"Printed in the works")
    text = read_one(library, folder, page(content))
    assert "Model: Merlin | Rated flow: 240 | Mass: 52 | Power drawn: 800" in text, text
    assert text.count("Printed in the works") == 1 and text.count("Model | Rated flow") == 1


@pytest.mark.parametrize("marks", [(b"1.", b"2.", b"3."), (b"\\(a\\)", b"\\(b\\)", b"\\(c\\)")])
def test_a_list_whose_lines_hang_is_no_table(library, folder, marks):
    items = [
        (b"The tenant pays the rent on the first day of", b"each month without being asked to."),
        (b"The landlord keeps the roof, the walls and the", b"pipes in the state they were in."),
        (b"Either of them may end the lease in writing", b"three months before it ends."),
    ]
    content, y = b"", 700
    for mark, (first, second) in zip(marks, items, strict=True):
        content += line(72, y, mark) + line(108, y, first) + line(108, y - 12, second)
        y -= 24
    text = read_one(library, folder, page(content))
    mark = marks[1].decode().replace("\\", "")
    assert "|" not in text, text
    assert f"{mark} The landlord keeps the roof, the walls and the\npipes in the state" in text
