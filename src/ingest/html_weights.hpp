#pragma once
// The weights of the model of pages, made by bench/fit_webpages.py.
#include <vector>

namespace alexandria::ingest {

/// Over 0: content.
float page_score(const std::vector<float>& features);

}  // namespace alexandria::ingest
