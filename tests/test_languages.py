"""Keyword search stays as good as it is in every language: questions of XQuAD, without a model."""

import pathlib

import pytest
from conftest import TEST_DATA, Library

# nDCG@10 as measured on 2026-11-26, less .01.
AT_LEAST = {
    "ar": 0.924,
    "de": 0.937,
    "el": 0.935,
    "en": 0.959,
    "es": 0.920,
    "hi": 0.944,
    "ro": 0.952,
    "ru": 0.943,
    "th": 0.942,
    "tr": 0.918,
    "vi": 0.938,
    "zh": 0.953,
}


@pytest.mark.parametrize("language", AT_LEAST)
def test_words_of_a_language_are_found(tmp_path, language):
    if not TEST_DATA:
        pytest.skip("ALEXANDRIA_TEST_DATA is not set")
    folder = pathlib.Path(TEST_DATA) / "xquad" / language
    result = Library(tmp_path / "data", []).run(
        "eval", str(folder), "--mode", "keyword", "--model", "none"
    )
    assert result["ndcg@10"] >= AT_LEAST[language], result
