#!/usr/bin/env python3
"""Fits the weights of src/ingest/html_weights.cpp: logistic regression over the units of the pages
(needs scikit-learn), judged on pages that were held out, in five folds and in two halves, before
it is fitted on all."""

import json
import random
import re
import tempfile

import numpy as np
from common import DATA, ROOT
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from webpages import grams, line, read_pages, scores

STRENGTH, THRESHOLD = 0.003, 0.33
HEAD = """#include "html_weights.hpp"

#include <algorithm>
#include <array>

namespace alexandria::ingest {
namespace {

// In the order of page_features().
constexpr float kBias = %.4fF;
constexpr std::array kWeights = {%s};

}  // namespace

float page_score(const std::vector<float>& features) {
  float sum = kBias;
  for (std::size_t i = 0; i < std::min(features.size(), kWeights.size()); ++i)
    sum += kWeights[i] * features[i];
  return sum;
}

}  // namespace alexandria::ingest
"""


def labels_of(page, truth):
    """Whether each unit stands in the article; a short one only between two that do."""
    wanted, words = grams(truth), " " + " ".join(re.findall(r"\w+", truth)) + " "
    inside = []
    for unit in page["units"]:
        own = grams(unit["text"])
        plain = " ".join(re.findall(r"\w+", unit["text"]))
        share = sum((own & wanted).values()) / sum(own.values()) if own else 0
        inside.append((share > 0.5) if own else (" " + plain + " " in words if plain else False))
        wanted = wanted - own if inside[-1] and own else wanted
    sure = [i for i, u in enumerate(page["units"]) if inside[i] and grams(u["text"])]
    for i, unit in enumerate(page["units"]):
        if not grams(unit["text"]) and not (sure and sure[0] < i < sure[-1]):
            inside[i] = False
    return inside


def fit(x, y, w):
    scale = StandardScaler().fit(x)
    model = LogisticRegression(C=STRENGTH, max_iter=800)
    model.fit(scale.transform(x), y, sample_weight=w)
    weights = model.coef_[0] / scale.scale_
    bias = model.intercept_[0] - (weights * scale.mean_).sum()
    return weights, bias - np.log(THRESHOLD / (1 - THRESHOLD))


truth = json.loads((DATA / "webpages/ground-truth.json").read_text())
with tempfile.TemporaryDirectory() as folder:
    pages, _ = read_pages(folder, "--features")
bodies = [truth[page["name"]]["articleBody"] for page in pages]
x = np.array([u["features"] for page in pages for u in page["units"]], np.float32)
y = np.array([v for page, body in zip(pages, bodies, strict=True) for v in labels_of(page, body)])
words = [len(re.findall(r"\w+", u["text"])) for page in pages for u in page["units"]]
w = np.log1p(np.array(words)) + 0.3
owner = np.array([k for k, page in enumerate(pages) for _ in page["units"]])
order = list(range(len(pages)))
random.Random(1).shuffle(order)
for folds in (2, 5):
    held_out = []
    for fold in range(folds):
        held = np.isin(owner, order[fold::folds])
        weights, bias = fit(x[~held], y[~held], w[~held])
        for k in order[fold::folds]:
            verdicts = x[owner == k] @ weights + bias > 0
            for unit, verdict in zip(pages[k]["units"], verdicts, strict=True):
                unit["is_content"] = bool(verdict)
            held_out.append(scores(pages[k], bodies[k]))
    line(f"held out, {folds} folds", held_out)
weights, bias = fit(x, y, w)
numbers = ", ".join(f"{value:.4f}F" for value in weights)
(ROOT / "src/ingest/html_weights.cpp").write_text(HEAD % (bias, numbers))
