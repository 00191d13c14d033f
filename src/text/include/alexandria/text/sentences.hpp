#pragma once
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace alexandria::text {

/// [begin, end) in bytes.
using ByteRange = std::pair<std::uint32_t, std::uint32_t>;

/// Whether a row whose cells are parted by bars is one sentence. In a text that still grows it is
/// not: what has been a sentence stays one, whatever comes behind it.
enum class Rows : std::uint8_t { kWhole, kInSentences };

/// The sentences of a text, without the white space around them, by Unicode's sentence rules
/// (UAX 29) over the joined lines of its paragraphs (lines.hpp). A blank line, a heading, a list
/// item and a table row always end one, and a row whose cells are parted by bars is one; the full
/// stop of an abbreviation of the language (BCP 47; empty: English) or of an initial does not.
std::vector<ByteRange> split_sentences(std::string_view utf8, std::string_view language = {},
                                       Rows rows = Rows::kWhole);

/// The smallest range of whole sentences that holds [begin, end): what a quote from there must
/// show. A sentence of more than 1,500 bytes is not completed.
ByteRange whole_sentences(std::string_view utf8, ByteRange range, std::string_view language);

/// What the chunker may cut between: lines, and sentences inside lines. What this gives for a text
/// decides where chunks end: to change it is to change every collection's chunks and vectors.
std::vector<ByteRange> split_lines_and_sentences(std::string_view utf8);

}  // namespace alexandria::text
