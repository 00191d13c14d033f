// Guesses the encodings of texts. Standard input: for each, its bytes in base 64 on a line.
// Standard output: the encoding, a space and the text in base 64. Seconds go to standard error.
#include <ctime>
#include <iostream>
#include <string>

#include <fmt/format.h>
#include <boost/beast/core/detail/base64.hpp>

#include "guess_encoding.hpp"
#include "text_reader.hpp"

using namespace alexandria;
namespace base64 = boost::beast::detail::base64;

int main() {
  std::string line;
  double seconds = 0;  // of the processor
  while (std::getline(std::cin, line)) {
    std::string bytes(base64::decoded_size(line.size()), '\0');
    bytes.resize(base64::decode(bytes.data(), line.data(), line.size()).first);
    const auto begin = std::clock();
    const std::string encoding = ingest::guess_encoding(bytes);
    seconds += static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    const std::string text = ingest::decode_text(bytes, encoding).value_or("");
    std::string packed(base64::encoded_size(text.size()), '\0');
    packed.resize(base64::encode(packed.data(), text.data(), text.size()));
    fmt::print("{} {}\n", encoding.empty() ? "none" : encoding, packed);
  }
  fmt::print(stderr, "{:.2f}\n", seconds);
  return 0;
}
