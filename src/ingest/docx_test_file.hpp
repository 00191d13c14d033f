#pragma once
// For tests: writes a DOCX from its parts and reads it.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <zip.h>

#include "alexandria/ingest/parse.hpp"
#include "alexandria/model/codec.hpp"
#include "alexandria/platform/file.hpp"

namespace alexandria::ingest {

inline constexpr const char* kDocxNamespaces =
    R"(xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" )"
    R"(xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" )"
    R"(xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" )"
    R"(xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" )"
    R"(xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" )"
    R"(xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" )"
    R"(xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" )"
    R"(xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" )"
    R"(xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" )"
    R"(xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" )"
    R"(xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" )"
    R"(xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office")";

class DocxTest : public testing::Test {
 protected:
  /// A part that the body refers to by `id`; `type` is the last word of its type.
  void add_part(const std::string& id, const std::string& type, const std::string& name,
                const std::string& content) {
    parts_["word/" + name] = content;
    relate(id, type, name, false);
  }
  void relate(const std::string& id, const std::string& type, const std::string& target,
              bool is_external) {
    relationships_ += fmt::format(
        R"(<Relationship Id="{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/)"
        R"(relationships/{}" Target="{}"{}/>)",
        id, type, target, is_external ? R"( TargetMode="External")" : "");
  }
  /// An element with all namespaces: "w:styles".
  static std::string root(const std::string& name, const std::string& inside) {
    return fmt::format("<{0} {1}>{2}</{0}>", name, kDocxNamespaces, inside);
  }
  static std::string run(const std::string& text, const std::string& properties = {}) {
    return fmt::format(R"(<w:r><w:rPr>{}</w:rPr><w:t xml:space="preserve">{}</w:t></w:r>)",
                       properties, text);
  }
  static std::string paragraph(const std::string& runs, const std::string& properties = {}) {
    return fmt::format("<w:p><w:pPr>{}</w:pPr>{}</w:p>", properties, runs);
  }
  static std::string cell(const std::string& text, const std::string& properties = {}) {
    return fmt::format("<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>", properties, paragraph(run(text)));
  }

  /// The blocks of a document with this body, a line each: kind, level, text.
  std::string read(const std::string& body) {
    parts_["word/document.xml"] = root("w:document", "<w:body>" + body + "</w:body>");
    return read_parts("word/document.xml");
  }
  std::string read_parts(const std::string& main) {
    parts_["_rels/.rels"] = fmt::format(
        R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)"
        R"(<Relationship Id="a" Type="http://x/officeDocument" Target="{}"/>)"
        R"(<Relationship Id="b" Type="http://x/core-properties" Target="{}"/></Relationships>)",
        main, properties_);
    if (!relationships_.empty())
      parts_["word/_rels/document.xml.rels"] =
          "<Relationships "
          "xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" +
          relationships_ + "</Relationships>";
    write();
    const auto result = parse_file(folder_ / "a.docx", "a.docx", {},
                                   {[&](const model::DocumentFacts& facts) { facts_ = facts; },
                                    [&](const model::ParsedPart& part) {
                                      parsed_.push_back(part);
                                      return true;
                                    }});
    if (!result) return "error: " + result.error().reason;
    EXPECT_TRUE(facts_.accounting.balanced()) << model::accounting_to_json(facts_.accounting);
    return blocks();
  }

  std::map<std::string, std::string> parts_;
  std::string properties_;  // the part with title and author
  model::DocumentFacts facts_;
  std::vector<model::ParsedPart> parsed_;

 private:
  void write() const {
    int error = 0;
    zip_t* archive = zip_open((folder_ / "a.docx").c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
    ASSERT_NE(archive, nullptr);
    for (const auto& [name, content] : parts_)
      zip_file_add(archive, name.c_str(),
                   zip_source_buffer(archive, content.data(), content.size(), 0), ZIP_FL_ENC_UTF_8);
    ASSERT_EQ(zip_close(archive), 0);
  }
  std::string blocks() {
    std::string out;
    for (const auto& part : parsed_)
      for (const auto& block : part.blocks)
        out += fmt::format("{}{}{}:{}\n", block.set_aside ? "~" : "",
                           "HPLTCFX"[static_cast<int>(block.kind)], block.level,
                           part.text.substr(block.begin, block.end - block.begin));
    parsed_.clear();
    return out;
  }

  std::string relationships_;
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
};

}  // namespace alexandria::ingest
