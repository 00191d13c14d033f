#!/usr/bin/env python3
"""Fits the weights of `says_what_is_named` (src/library/confidence.cpp) on tables that
`bench/near_misses.py --keep` and `alexandria eval-refusals --features` wrote. Of the chunking set
only the even questions are used. Each language is also judged by weights that never saw it. What
speaks of a twin is refused without weights."""

import argparse
import pathlib

import numpy

# Not fitted: what is named must be there, however near the rest is.
FIXED = {
    "names": -8.0,
    "quantities": -8.0,
    "codes": -8.0,
    "counted_apart": -3.0,
    "best_other": -3.0,
    "other_things": -8.0,
    "other_asked": -7.0,
    "other_years": -3.0,
    "counted": -4.0,
    "row_words": -4.0,
    "mixed_names": -4.0,
    "others": -0.5,
    "nearby": -0.5,
    "no_time": -2.0,
    "no_person": -2.0,
    "no_amount": -2.0,
    "strange": -1.0,
}
NAMED = [*FIXED, "name_parts", "nouns", "bare_nouns", "words", "asked", "asked_gain"]
NAMED += ["met"]
NEAR = ["alien_nouns", "alien", "elsewhere"]
PLACES = ["dense_place", "sentence_place", "coverage", "sentence_coverage"]
FEATURES = NAMED + NEAR + PLACES
PLACE_MOST = 8
PENALTY = 3.0


def read(path):
    head, *lines = [line.split("\t") for line in path.read_text().rstrip("\n").split("\n")]
    rows = [dict(zip(head, line, strict=True)) for line in lines]
    if path.name.startswith("chunking"):
        rows = [row for row in rows if row["answerable"] == "1" and int(row["question"]) % 2 == 0]
    rows = [row for row in rows if row.get("kind") != "word"]
    values = numpy.array([[float(row[name]) for name in FEATURES] for row in rows])
    for name in ("dense_place", "sentence_place"):
        at = FEATURES.index(name)
        values[:, at] = values[:, at].clip(-1, PLACE_MOST)
    answerable = numpy.array([float(row["answerable"]) for row in rows])
    return values, answerable, numpy.array([float(row["twins"]) > 0 for row in rows])


def fit(values, answerable):
    """Logistic regression with a ridge on standardised features, by Newton's method."""
    given = numpy.array([FIXED.get(name, 0.0) for name in FEATURES])
    free = given == 0
    offset = values @ given
    mean, spread = values[:, free].mean(0), values[:, free].std(0) + 1e-9
    x = numpy.c_[(values[:, free] - mean) / spread, numpy.ones(len(values))]
    ridge = numpy.r_[numpy.full(free.sum(), PENALTY), 1e-6]
    weights = numpy.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + numpy.exp(-x @ weights - offset))
        slope = x.T @ (p - answerable) + ridge * weights
        weights -= numpy.linalg.solve((x.T * (p * (1 - p))) @ x + numpy.diag(ridge), slope)
    raw = given.copy()
    raw[free] = weights[:-1] / spread
    return raw, weights[-1] - raw[free] @ mean


def auroc(scores, answerable):
    yes, no = scores[answerable == 1], scores[answerable == 0]
    return ((yes[:, None] > no).mean() + (yes[:, None] == no).mean() / 2) if len(no) else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--refused", type=float, default=0.07, help="of the true ones")
    arguments = parser.parse_args()
    sets = {
        path.stem: read(path)
        for path in sorted(arguments.folder.glob("*.tsv"))
        if path.stat().st_size
    }
    scored = lambda of, raw, base: numpy.where(of[2], -99, of[0] @ raw + base)  # noqa: E731
    fitted = lambda some: fit(  # noqa: E731
        numpy.vstack([v[~t] for v, _, t in some]), numpy.concatenate([a[~t] for _, a, t in some])
    )
    for name, of in sets.items():
        if name.startswith("chunking"):
            continue
        raw, base = fitted([sets[other] for other in sets if other != name])
        scores, answerable = scored(of, raw, base), of[1]
        limit = numpy.quantile(scores[answerable == 1], arguments.refused)
        print(
            f"{name}: by the others' weights AUROC {auroc(scores, answerable):.3f}, "
            f"{(scores[answerable == 0] < limit).mean():.3f} refused at {arguments.refused}"
        )
    raw, base = fitted(sets.values())
    spoken = [
        scored(of, raw, base)[of[1] == 1]
        for name, of in sets.items()
        if not name.startswith("chunking")
    ]
    base -= numpy.quantile(numpy.concatenate(spoken), arguments.refused)
    for name, of in sets.items():
        said, answerable = scored(of, raw, base) >= 0, of[1]
        line = f"{name}: {1 - said[answerable == 1].mean():.3f} of the true ones refused"
        if (answerable == 0).any():
            line += f", {1 - said[answerable == 0].mean():.3f} of the near misses"
        print(line)
    print("\n".join(f"{weight:8.2f} {name}" for weight, name in zip(raw, FEATURES, strict=True)))
    print(f"{base:8.2f}")


if __name__ == "__main__":
    main()
