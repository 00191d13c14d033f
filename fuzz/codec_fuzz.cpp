// Any bytes through the decoders of the model; what decodes encodes to something that decodes to
// the same.
#include "alexandria/base/assert.hpp"
#include "alexandria/model/codec.hpp"
#include "alexandria/model/filter.hpp"
#include "alexandria/model/metadata.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  namespace model = alexandria::model;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto part = model::decode_part(bytes))
    ALEX_ASSERT(model::decode_part(model::encode_part(*part)).value() == *part);
  if (const auto facts = model::decode_facts(bytes))
    ALEX_ASSERT(model::decode_facts(model::encode_facts(*facts)).value() == *facts);
  const auto metadata = model::metadata_from_json(bytes);
  if (metadata)
    ALEX_ASSERT(model::metadata_from_json(model::metadata_to_json(*metadata)).has_value());
  const auto filter = model::filter_from_json(bytes);
  if (filter && metadata) (void)model::matches(*filter, *metadata);
  (void)model::anchors_from_text(bytes);
  return 0;
}
