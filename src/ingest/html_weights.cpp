#include "html_weights.hpp"

#include <algorithm>
#include <array>

namespace alexandria::ingest {
namespace {

// In the order of page_features().
constexpr float kBias = -2.6965F;
constexpr std::array kWeights = {
    0.0950F,  -0.4538F, 0.0466F,  -0.0222F, 0.6208F,  0.5366F,  -0.5651F, -0.7861F, -0.0942F,
    -0.0875F, 2.6554F,  1.0852F,  0.7195F,  0.0525F,  0.5260F,  -1.3746F, 0.2022F,  -1.0731F,
    1.0713F,  -1.1523F, -0.8081F, 0.0000F,  3.4508F,  -0.0211F, -0.2980F, -0.1277F, 0.0065F,
    -0.1655F, -0.1689F, -1.3376F, 0.0395F,  0.2436F,  0.0937F,  0.2885F,  -0.1225F, -0.0910F,
    -0.1871F, -0.0731F, -1.5087F, 0.1697F,  -0.0379F, -0.0099F, -0.2105F, 0.0218F,  1.2027F,
    0.1581F,  -0.1740F, 0.0363F,  0.7230F,  0.1523F,  -0.1851F, 0.0564F,  0.0832F,  0.1017F,
    -0.2796F, -0.0185F, -0.1991F, 0.4751F,  -0.2515F, 0.2376F,  -0.3388F, 0.1774F,  -0.1505F,
    -0.0002F, -0.0711F, 0.7229F,  -0.2012F, -0.3507F, -0.0070F, -0.0131F, -0.0687F};

}  // namespace

float page_score(const std::vector<float>& features) {
  float sum = kBias;
  for (std::size_t i = 0; i < std::min(features.size(), kWeights.size()); ++i)
    sum += kWeights[i] * features[i];
  return sum;
}

}  // namespace alexandria::ingest
