#include "docx_fields.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "alexandria/text/unicode.hpp"
#include "docx_reduce.hpp"
#include "docx_xml.hpp"

namespace alexandria::ingest {
namespace {

constexpr std::size_t kInstructionBytesMax = 4096;

// The next word, or what stands in quotation marks; it is taken off `text`.
std::string_view take_word(std::string_view& text) {
  text = text::trim(text);
  const bool is_quoted = text.starts_with('"');
  const std::size_t begin = is_quoted ? 1 : 0;
  const std::size_t end =
      std::min(text.find_first_of(is_quoted ? "\"" : " \t\r\n", begin), text.size());
  const std::string_view word = text.substr(begin, end - begin);
  text.remove_prefix(std::min(text.size(), end + (is_quoted ? 1 : 0)));
  return word;
}

bool is_named(std::string_view instruction, std::string_view name) {
  const std::string_view word = take_word(instruction);
  return std::ranges::equal(
      word, name, [](char a, char b) { return a == b || (a >= 'a' && a <= 'z' && a - 32 == b); });
}

std::string_view kind_of(pugi::xml_node character) {
  return character.attribute("w:fldCharType").value();
}

// Those characters of fields that belong to a whole one, in their order.
std::vector<pugi::xml_node> matched_characters(pugi::xml_node root) {
  std::vector<pugi::xml_node> all;
  std::vector<bool> is_matched;
  std::vector<std::vector<std::size_t>> open;
  for (pugi::xml_node node = docx_next(root, root); node; node = docx_next(node, root)) {
    if (std::string_view(node.name()) != "w:fldChar") continue;
    const std::string_view kind = kind_of(node);
    const std::size_t number = all.size();
    if (kind == "begin") {
      open.push_back({number});
    } else if (kind == "separate" && !open.empty() && open.back().size() == 1) {
      open.back().push_back(number);
    } else if (kind == "end" && !open.empty()) {
      for (const std::size_t one : open.back())
        is_matched[one] = true;
      open.pop_back();
      all.push_back(node);
      is_matched.push_back(true);
      continue;
    }
    all.push_back(node);
    is_matched.push_back(false);
  }
  std::vector<pugi::xml_node> out;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (is_matched[i]) out.push_back(all[i]);
  return out;
}

class FieldReducer {
 public:
  FieldReducer(pugi::xml_node root, bool is_margin, model::Accounting& accounting)
      : root_(root),
        is_margin_(is_margin),
        accounting_(accounting),
        characters_(matched_characters(root)) {}

  std::int64_t run() {
    for (pugi::xml_node node = docx_next(root_, root_); node;) {
      const std::string_view name = node.name();
      const bool is_content = is_content_of_run(node, name);
      if (name == "w:fldChar") {
        if (next_ < characters_.size() && characters_[next_] == node) {
          ++next_;
          pass(node);
        }
      } else if (name == "w:instrText") {
        note_instruction(node);
      } else if (is_content && hidden_ > 0) {
        const pugi::xml_node behind = docx_next(node, root_, true);
        seen_ -= static_cast<std::int64_t>(docx_count_seen(node));
        docx_discard(node);
        node = behind;
        continue;
      }
      node = docx_next(node, root_);
    }
    return seen_;
  }

 private:
  struct Field {
    pugi::xml_node begin, separator;
    std::string instruction;
    bool is_result = false;
    bool is_hidden = true;  // what stands here now
    bool has_link = false;
  };

  static bool is_content_of_run(pugi::xml_node node, std::string_view name) {
    if (name == "m:oMath" || name == "m:oMathPara") return true;
    return std::string_view(node.parent().name()) == "w:r" && name != "w:rPr";
  }

  void note_instruction(pugi::xml_node node) {
    if (fields_.empty() || fields_.back().is_result) return;
    std::string& instruction = fields_.back().instruction;
    if (instruction.size() < kInstructionBytesMax) instruction += docx_text_of(node);
  }

  void pass(pugi::xml_node character) {
    const std::string_view kind = kind_of(character);
    if (kind == "begin") {
      fields_.push_back({.begin = character});
      ++hidden_;
    } else if (kind == "separate") {
      begin_result(fields_.back(), character);
    } else {
      end(fields_.back(), character);
      hidden_ -= fields_.back().is_hidden ? 1 : 0;
      fields_.pop_back();
    }
  }

  void begin_result(Field& field, pugi::xml_node character) {
    field.is_result = true;
    field.separator = character;
    const pugi::xml_node form = field.begin.child("w:ffData");
    const bool has_value = form.child("w:checkBox") || form.child("w:ddList");
    field.is_hidden = has_value || (is_margin_ && docx_is_page_number(field.instruction));
    hidden_ -= field.is_hidden ? 0 : 1;
    const std::string target = docx_link_target(field.instruction);
    if (target.empty() || field.is_hidden) return;
    field.has_link = true;
    character.parent().insert_child_after("x:link", character).append_attribute("target") =
        target.c_str();
  }

  void end(const Field& field, pugi::xml_node character) {
    pugi::xml_node run = character.parent();
    if (is_margin_ && docx_is_page_number(field.instruction))
      run.insert_child_before("x:pageNumber", character);
    if (field.has_link) run.insert_child_before("x:linkEnd", character);
    const pugi::xml_node form = field.begin.child("w:ffData");
    if (const pugi::xml_node box = form.child("w:checkBox")) {
      const pugi::xml_node flag = box.child("w:checked");
      write_value(character, docx_check_box(docx_is_on(flag ? flag : box.child("w:default"))));
    } else if (const pugi::xml_node list = form.child("w:ddList")) {
      write_value(character, chosen(list));
    } else if (is_named(field.instruction, "EQ") && !has_result(field, character)) {
      const std::uint64_t characters = text::count_visible(field.instruction);
      accounting_.seen += characters;
      accounting_.not_read += characters;
      accounting_.add_not_understood("equation in a field", 1);
    }
  }

  // Whether something stands between the separator of a field and its end.
  bool has_result(const Field& field, pugi::xml_node end) const {
    if (!field.is_result) return false;
    for (pugi::xml_node node = docx_next(field.separator, root_); node && node != end;
         node = docx_next(node, root_)) {
      const std::string_view name = node.name();
      if (name == "w:drawing" || name == "w:pict" || name == "w:object") return true;
      if (is_content_of_run(node, name) && docx_count_seen(node) > 0) return true;
    }
    return false;
  }

  void write_value(pugi::xml_node character, const std::string& value) {
    const bool is_seen = hidden_ == (fields_.back().is_hidden ? 1 : 0);
    if (!is_seen || value.empty()) return;
    character.parent().insert_child_before("w:t", character).text().set(value.c_str());
    seen_ += static_cast<std::int64_t>(text::count_visible(value));
  }

  static std::string chosen(pugi::xml_node list) {
    const pugi::xml_node result = list.child("w:result");
    int left = (result ? result : list.child("w:default")).attribute("w:val").as_int();
    for (const pugi::xml_node entry : list.children("w:listEntry"))
      if (left-- == 0) return entry.attribute("w:val").value();
    return {};
  }

  const pugi::xml_node root_;
  const bool is_margin_;
  model::Accounting& accounting_;
  const std::vector<pugi::xml_node> characters_;
  std::size_t next_ = 0;
  std::vector<Field> fields_;
  std::int64_t seen_ = 0;
  std::size_t hidden_ = 0;  // fields around that hide what stands here
};

}  // namespace

std::int64_t docx_reduce_fields(pugi::xml_node root, bool is_margin,
                                model::Accounting& accounting) {
  return FieldReducer(root, is_margin, accounting).run();
}

bool docx_is_page_number(std::string_view instruction) {
  constexpr std::array<std::string_view, 3> kNames = {"PAGE", "NUMPAGES", "SECTIONPAGES"};
  return std::ranges::any_of(kNames, [&](auto name) { return is_named(instruction, name); });
}

std::string docx_link_target(std::string_view instruction) {
  if (!is_named(instruction, "HYPERLINK")) return {};
  take_word(instruction);
  while (!text::trim(instruction).empty()) {
    const std::string_view word = take_word(instruction);
    if (!word.starts_with('\\')) return std::string(word);
    const bool has_value = word == "\\l" || word == "\\o" || word == "\\t";
    if (has_value) take_word(instruction);
  }
  return {};
}

void docx_mark_link(pugi::xml_node node, const std::string& target) {
  node.prepend_child("x:link").append_attribute("target") = target.c_str();
  node.append_child("x:linkEnd");
}

}  // namespace alexandria::ingest
