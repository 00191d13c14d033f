"""The third set of kinds of claim: written as templates, none of them from anybody's text. They
were laid down before any rule was written for them (docs/benchmarks.md has what was seen at first
sight). Each template is a passage and a claim; {a}, {b}, {c} are people, {p}, {q}, {r} towns and
{n}, {m}, {k} figures."""

import random

import claim_third_words as words

TRUE = [
    "date moved",
    "doer first",
    "unit converted",
    "apposition left out",
    "second clause",
    "number in words",
    "list turned",
]
ALTERED = [
    "weekday",
    "compass",
    "kinship",
    "planned",
    "tried",
    "share left out",
    "attributes exchanged",
    "compared",
    "elliptic figure",
    "identifier",
    "attributed",
    "and for or",
    "season",
]
PEOPLE = "Alder Brandt Corvin Dorsey Egmond Falk Grunwald Hollis Iversen Kessler".split()
TOWNS = "Tarvik Belmora Ostrava Lindau Varese Malden Brenta Solberg".split()


def filled(template, chooser):
    """The passage and the claim of a template, with the same names and figures in both."""
    people = chooser.sample(PEOPLE, 3)
    towns = chooser.sample(TOWNS, 3)
    figures = chooser.sample(range(21, 98), 3)
    slots = dict(zip("abc", people)) | dict(zip("pqr", towns)) | dict(zip("nmk", figures))
    slots |= {"y": chooser.randint(1820, 2019)}
    return [text.strip().format(**slots) for text in template.split("|")]


def third_pairs(seed, each):
    """(language, kind, claim, passage), `each` of a kind and language."""
    for language, kinds in words.TEMPLATES.items():
        for kind, template in zip(TRUE + ALTERED, kinds.strip().split("\n"), strict=True):
            chooser = random.Random(f"{seed} {language} {kind}")
            for _ in range(each):
                passage, claim = filled(template, chooser)
                yield language, kind, claim, passage
