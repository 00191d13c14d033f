#include "alexandria/embed/tokenizer.hpp"

#include <sentencepiece_processor.h>
#include <unicode/utf8.h>

#include <charconv>
#include <unordered_map>

#include "alexandria/embed/word_piece.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::embed {
namespace {

constexpr std::uint64_t kVocabularyBytesMax = 64 << 20;

class WordPieceTokenizer final : public Tokenizer {
 public:
  explicit WordPieceTokenizer(WordPiece pieces) : pieces_(std::move(pieces)) {}
  std::vector<std::int64_t> encode(std::string_view utf8, std::size_t tokens_max) const override {
    return pieces_.encode(utf8, tokens_max);
  }
  bool knows_word(std::string_view word) const override { return pieces_.knows_word(word); }
  void each_piece(const std::function<void(std::string_view)>& take) const override {
    pieces_.each_piece(take);
  }
  std::size_t count(std::string_view utf8) const override { return pieces_.count(utf8); }

 private:
  WordPiece pieces_;
};

// XLM-R's: code points are replaced by the table of the model's folder, runs of spaces become one,
// SentencePiece does the rest.
class SentencePieceTokenizer final : public Tokenizer {
 public:
  static Result<std::unique_ptr<Tokenizer>> make(const std::filesystem::path& folder) {
    auto out = std::make_unique<SentencePieceTokenizer>();
    const std::string model =
        TRY(platform::read_file(folder / "sentencepiece.model", kVocabularyBytesMax));
    const auto status = out->pieces_.LoadFromSerializedProto(model);
    if (!status.ok())
      return fail(Code::kDataLoss, "invalid_model", "{} cannot be read: {}",
                  (folder / "sentencepiece.model").string(), status.ToString());
    out->read_replacements(
        TRY(platform::read_file(folder / "normalisation.txt", kVocabularyBytesMax)));
    return out;
  }

  std::vector<std::int64_t> encode(std::string_view utf8, std::size_t tokens_max) const override {
    const std::vector<int> ids = pieces_.EncodeAsIds(normalise(utf8));
    std::vector<std::int64_t> out{pieces_.bos_id()};
    for (std::size_t i = 0; i < ids.size() && out.size() + 1 < tokens_max; ++i)
      out.push_back(ids[i]);
    out.push_back(pieces_.eos_id());
    return out;
  }
  bool knows_word(std::string_view word) const override {
    const std::vector<int> ids = pieces_.EncodeAsIds(normalise(word));
    return ids.size() == 1 && !pieces_.IsUnknown(ids.front());
  }
  void each_piece(const std::function<void(std::string_view)>& take) const override {
    for (int id = 0; id < pieces_.GetPieceSize(); ++id)
      take(pieces_.IdToPiece(id));
  }
  std::size_t count(std::string_view utf8) const override {
    return pieces_.EncodeAsIds(normalise(utf8)).size();
  }

 private:
  // A line a code point: its number and those that replace it.
  void read_replacements(std::string_view lines) {
    const char* at = lines.data();
    const char* end = at + lines.size();
    while (at < end) {
      UChar32 from = 0;
      at = std::from_chars(at, end, from).ptr;
      std::string to;
      while (at < end && *at == ' ') {
        UChar32 code_point = 0;
        at = std::from_chars(at + 1, end, code_point).ptr;
        append(to, code_point);
      }
      replacements_.emplace(from, std::move(to));
      while (at < end && *at != '\n')
        ++at;
      ++at;
    }
  }

  static void append(std::string& out, UChar32 code_point) {
    char bytes[U8_MAX_LENGTH];
    std::int32_t length = 0;
    UBool failed = 0;
    U8_APPEND(bytes, length, U8_MAX_LENGTH, code_point, failed);
    if (failed == 0) out.append(bytes, static_cast<std::size_t>(length));
  }

  std::string normalise(std::string_view utf8) const {
    std::string out;
    out.reserve(utf8.size());
    const auto put = [&](std::string_view piece) {
      for (const char c : piece)
        if (c != ' ' || out.empty() || out.back() != ' ') out += c;
    };
    for (std::int32_t at = 0; at < static_cast<std::int32_t>(utf8.size());) {
      const std::int32_t begin = at;
      UChar32 c;
      U8_NEXT_OR_FFFD(utf8.data(), at, static_cast<std::int32_t>(utf8.size()), c);
      const auto replacement = replacements_.find(c);
      if (replacement != replacements_.end())
        put(replacement->second);
      else
        put(utf8.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
    }
    // SentencePiece puts a space before every text; one that begins with a space has it already.
    return out.starts_with(' ') ? out.substr(1) : out;
  }

  sentencepiece::SentencePieceProcessor pieces_;
  std::unordered_map<UChar32, std::string> replacements_;
};

}  // namespace

Result<std::unique_ptr<Tokenizer>> open_tokenizer(const ModelDescription& model) {
  if (model.tokenizer == "sentencepiece") return SentencePieceTokenizer::make(model.folder);
  const std::string vocabulary =
      TRY(platform::read_file(model.folder / "vocab.txt", kVocabularyBytesMax));
  return std::make_unique<WordPieceTokenizer>(TRY(WordPiece::make(vocabulary)));
}

}  // namespace alexandria::embed
