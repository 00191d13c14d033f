"""The tools that write golden files: for each kind, functions that write a document to a folder."""

import json
import pathlib
import re
import subprocess

from golden_text import (
    RIGHT_TO_LEFT,
    Bullets,
    Code,
    Definitions,
    Heading,
    Paragraph,
    Quote,
    Table,
)

NOTHING = ["", [], []]
PANDOC_API = [1, 22, 1]


def inlines(text):
    out = []
    for word in text.split():
        out += [{"t": "Space"}, {"t": "Str", "c": word}]
    return out[1:]


def plain(text):
    return [{"t": "Plain", "c": inlines(text)}]


def table_row(cells):
    default = {"t": "AlignDefault"}
    return [NOTHING, [[NOTHING, default, 1, 1, plain(cell) if cell else []] for cell in cells]]


def pandoc_block(block):
    """A block in pandoc's own form."""
    match block:
        case Heading():
            return {"t": "Header", "c": [block.level, NOTHING, inlines(block.text)]}
        case Paragraph():
            content = inlines(block.text) + [{"t": "Space"}]
            content.append({"t": "Strong", "c": inlines(block.strong)})
            if block.note:
                content.append({"t": "Note", "c": [{"t": "Para", "c": inlines(block.note)}]})
            return {"t": "Para", "c": content}
        case Bullets(ordered=True):
            style = [1, {"t": "Decimal"}, {"t": "Period"}]
            return {"t": "OrderedList", "c": [style, [plain(item) for item in block.items]]}
        case Bullets():
            return {"t": "BulletList", "c": [plain(item) for item in block.items]}
        case Definitions():
            pairs = [[inlines(term), [plain(text)]] for term, text in block.pairs]
            return {"t": "DefinitionList", "c": pairs}
        case Table():
            columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}] for _ in block.header]
            body = [NOTHING, 0, [], [table_row(row) for row in block.rows]]
            head = [NOTHING, [table_row(block.header)]]
            return {"t": "Table", "c": [NOTHING, [None, []], columns, head, [body], [NOTHING, []]]}
        case Code():
            return {"t": "CodeBlock", "c": [NOTHING, block.text]}
        case Quote():
            return {"t": "BlockQuote", "c": [{"t": "Para", "c": inlines(block.text)}]}


def pandoc(document, language, *options):
    meta = {
        "lang": {"t": "MetaString", "c": language},
        "dir": {"t": "MetaString", "c": "rtl" if language in RIGHT_TO_LEFT else "ltr"},
        "pagetitle": {"t": "MetaString", "c": document[0].text},
    }
    tree = {"pandoc-api-version": PANDOC_API, "meta": meta}
    tree["blocks"] = [pandoc_block(block) for block in document]
    done = subprocess.run(
        ["pandoc", "-f", "json", *options],
        input=json.dumps(tree),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def markdown(name, *options):
    def write(document, language, folder):
        path = pathlib.Path(folder, f"{name}-{language}.md")
        path.write_text(pandoc(document, language, *options))
        return path

    return write


def rendered(path):
    """What Chromium's page is when it has run: its tree, written out."""
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    done = subprocess.run([*command, path.as_uri()], check=True, capture_output=True, text=True)
    return done.stdout


def html(name, change):
    def write(document, language, folder):
        path = pathlib.Path(folder, f"{name}-{language}.html")
        path.write_text(change(pandoc(document, language, "-t", "html5", "-s")))
        path.write_text(rendered(path))
        return path

    return write


def by_script(page):
    """The body is made by a script when the page is opened."""
    head, body = re.split(r"<body>", page, maxsplit=1)
    body = body.rsplit("</body>", 1)[0]
    text = json.dumps(body).replace("</", "<\\/")
    return f"{head}<body><script>document.body.innerHTML = {text}</script></body></html>"


def in_parts(page):
    return page.replace("<body>", "<body><main><article>").replace(
        "</body>", "</article></main></body>"
    )


def with_breaks(page):
    """Each element on one line with its neighbours: nothing but tags parts words."""
    head, body = re.split(r"<body>", page, maxsplit=1)
    pieces = re.split(r"(<pre.*?</pre>)", body, flags=re.DOTALL)
    pieces[::2] = [re.sub(r">\s*\n\s*<", "><", piece) for piece in pieces[::2]]
    return head + "<body>" + "".join(pieces)


PIPES = "-simple_tables-multiline_tables-grid_tables+pipe_tables"
KINDS = {
    "markdown": [
        markdown("github", "-t", "gfm+footnotes", "--wrap=none"),
        markdown("extra", "-t", "markdown_phpextra", "--columns=50"),
        markdown("strict", "-t", "markdown_strict+footnotes", "--columns=72"),
        markdown("pandoc", "-t", f"markdown{PIPES}-smart-raw_attribute", "-s"),
        markdown("commonmark", "-t", "commonmark_x-smart-raw_attribute", "--columns=40"),
    ],
    "html": [
        html("plain", lambda page: page),
        html("script", by_script),
        html("parts", in_parts),
        html("dense", with_breaks),
    ],
}
