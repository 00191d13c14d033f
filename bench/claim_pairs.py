"""Pairs of a claim and a passage, made from real text: what a careful reader would call true, and
what not. Which pairs there are depends on the seed alone. The rules of the check were tuned on the
kinds of claim_kinds.py; those of claim_held_out*.py were laid down without a look at the rules, and
looked at once."""

import json
import random
import re

import claim_held_out
import claim_held_out_true
from claim_kinds import ALTERED, MAKERS, TRUE, spliced
from claim_language import CASELESS, LANGUAGES, UNSPACED, rare_words, sentences, wrap
from claim_words import DENIALS
from common import DATA

HELD_OUT_TRUE = claim_held_out_true.TRUE
HELD_OUT = claim_held_out.ALTERED


def pairs_of(documents, language, chooser, each):
    """Lines (kind, claim, passage), at most `each` of a kind."""
    kinds = TRUE + ALTERED
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
                altered = kind in ALTERED
                if (
                    claim
                    and len(made[kind]) < each
                    and (not altered or kind == "denied" or claim not in source)
                ):
                    made[kind].append((kind, claim, source))
    return made


def corpora():
    """(language, corpus, documents) of every language and corpus."""
    for language in LANGUAGES:
        yield (
            language,
            "xquad",
            [
                json.loads(line)["text"].replace("\t", " ")
                for line in open(DATA / "xquad" / language / "corpus.jsonl", encoding="utf-8")
            ],
        )
    for corpus in ("scifact", "cranfield", "cacm"):
        documents = [
            json.loads(line)["text"].replace("\t", " ")
            for line in open(DATA / corpus / "corpus.jsonl", encoding="utf-8")
        ]
        documents = [" ".join(d.split()) for d in documents if 300 < len(d) < 3000]
        yield "en", corpus, documents[:900]
    documents = []
    for file in sorted((DATA / "chunking/corpora").iterdir()):
        text = " ".join(file.read_text("utf-8", "replace").split())[:150_000]
        documents += [text[i : i + 1200] for i in range(0, len(text) - 1200, 1200)]
    yield "en", "chunking", documents


def all_pairs(each=100):
    """(language, corpus, kind, claim, passage) of every language and corpus."""
    out = []
    for language, corpus, documents in corpora():
        made = pairs_of(documents, language, random.Random(17), each)
        made |= claim_held_out.held_out_pairs(documents, sentences, language, 17, each)
        for pairs in made.values():
            out += [(language, corpus, *pair) for pair in pairs]
    return out
