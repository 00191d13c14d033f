#include <fstream>

#include "alexandria/http/message.hpp"
#include "alexandria/text/unicode.hpp"
#include "commands.hpp"
#include "terminal.hpp"

namespace alexandria::app {
namespace {

constexpr std::size_t kColumns = 100;

// "page 3", "characters 120 to 480", "Sheet1 B2:D9".
std::string place_text(const json::value& anchor) {
  const std::string kind = text_at(anchor, "kind");
  if (kind == "page") return fmt::format("page {}", integer_at(anchor, "page"));
  if (kind == "cells")
    return fmt::format("{} {}", text_at(anchor, "sheet"), text_at(anchor, "range"));
  if (kind == "slide") return fmt::format("slide {}", integer_at(anchor, "slide"));
  if (kind == "text")
    return fmt::format("characters {} to {}", integer_at(anchor, "start"),
                       integer_at(anchor, "end"));
  return kind;
}

std::string places_text(const json::value& anchors) {
  std::string out;
  for (const json::value& anchor : anchors.as_array())
    out += (out.empty() ? "" : ", ") + place_text(anchor);
  return printable(out);
}

std::string one_line(const std::string& text, std::size_t columns) {
  return shortened(printable(text), columns);
}

void print_empty_hint(Service& service, const Target& target) {
  const std::string hint = empty_library_hint(service, target);
  if (!hint.empty()) fmt::print("{}\n", printable(hint));
}

// Gives the exit status of a command whose answer is shown as JSON or by `print`.
template <class Print>
int show(const Target& target, const Result<json::value>& answer, Print&& print) {
  if (!answer) return report(answer.error(), target.as_json);
  if (target.as_json)
    fmt::print("{}\n", json::serialize(*answer));
  else
    print(*answer);
  return 0;
}

std::string in_collection(const Target& target, const std::string& what) {
  return "/api/v1/collections/" + http::encode_percent(target.collection) + "/" + what;
}

void print_hits(const json::value& answer) {
  std::size_t number = 0;
  for (const json::value& hit : answer.at("data").as_array()) {
    const json::value& passage = hit.at("passage");
    const std::string headings = text_at(passage, "headings");
    fmt::print("{}. {}  ({:.3f})  {}\n", ++number, one_line(text_at(hit, "title"), 70),
               hit.at("score").to_number<double>(), places_text(passage.at("anchors")));
    if (!headings.empty()) fmt::print("   {}\n", one_line(headings, kColumns));
    fmt::print("   {}\n   {}\n", one_line(text_at(passage, "text"), 2 * kColumns),
               text_at(hit, "document_id"));
  }
  if (number == 0) fmt::print("Nothing was found.\n");
  if (const json::value* repairs = answer.get_object().if_contains("repairs"))
    for (const json::value& repair : repairs->as_array())
      fmt::print("No passage has \"{}\"; it was read as \"{}\" (in quotation marks it is not).\n",
                 printable(text_at(repair, "written")), printable(text_at(repair, "read_as")));
  if (const std::string suggestion = text_at(answer, "suggestion"); !suggestion.empty())
    fmt::print("Did you mean: {}\n", printable(suggestion));
}

void print_answer(const json::value& answer) {
  fmt::print("{}\n", printable(text_at(answer, "answer")));
  if (const json::value* nearest = answer.get_object().if_contains("nearest"))
    for (const json::value& citation : nearest->as_array())
      fmt::print("\nNearest: {}, {}\n    \"{}\"\n", one_line(text_at(citation, "title"), 70),
                 places_text(citation.at("anchors")),
                 one_line(text_at(citation, "quote"), 3 * kColumns));
  std::size_t number = 0;
  for (const json::value& citation : answer.at("citations").as_array()) {
    fmt::print("\n[{}] {}, {} ({})\n    \"{}\"\n", ++number,
               one_line(text_at(citation, "title"), 70), places_text(citation.at("anchors")),
               text_at(citation, "supported"), one_line(text_at(citation, "quote"), 3 * kColumns));
    if (const json::value* cell = citation.get_object().if_contains("cell"))
      fmt::print("    {} of {}: {}\n", one_line(text_at(*cell, "column"), 40),
                 one_line(text_at(*cell, "row"), 40), one_line(text_at(*cell, "text"), 70));
  }
}

// What the terminal sent may be in the bytes of an older character set.
Result<void> need_text(std::string_view what, const std::string& words) {
  if (text::is_valid_utf8(words)) return {};
  return fail(Code::kInvalidArgument, "not_utf8",
              "the {} '{}' is not in UTF-8; set the terminal to UTF-8 (LANG=C.UTF-8)", what,
              text::shown_name(words));
}

// What became of every character of a document's original.
int show_accounting(const Target& target, const Result<json::value>& document) {
  if (!document) return report(document.error(), target.as_json);
  const json::value* accounting = document->get_object().if_contains("accounting");
  if (accounting == nullptr)
    return report({Code::kConflict, "not_counted",
                   text_at(*document, "status") == "processing"
                       ? "the document is still being read"
                       : "the program that read this document did not count: add it anew"},
                  target.as_json);
  return show(target, Result<json::value>(*accounting), [](const json::value& counted) {
    const std::int64_t seen = integer_at(counted, "seen");
    const auto line = [&](const char* name, const char* key) {
      const std::int64_t number = integer_at(counted, key);
      const double share =
          seen > 0 ? 100.0 * static_cast<double>(number) / static_cast<double>(seen) : 0;
      fmt::print("{:<10} {:>12} characters  {:>5.1f} %\n", name, number, share);
    };
    line("seen", "seen");
    line("text", "text");
    line("set aside", "set_aside");
    line("not read", "not_read");
    for (const json::value& kind : counted.at("not_understood").as_array())
      fmt::print("not read: {} ({})\n", printable(text_at(kind, "kind")),
                 integer_at(kind, "number"));
  });
}

}  // namespace

int run_search(const Target& target, const Settings& settings, const SearchOptions& options) {
  if (const auto text = need_text("query", options.query); !text)
    return report(text.error(), target.as_json);
  auto service = open_service(target, settings, Use::kRead);
  if (!service) return report(service.error(), target.as_json);
  json::object body{{"limit", options.limit}, {"mode", options.mode}};
  if (!options.query.empty()) body["query"] = options.query;
  if (!options.like.empty()) body["like"] = options.like;
  if (!options.facets.empty()) body["facets"] = json::value_from(options.facets);
  if (!options.filter.empty()) {
    boost::system::error_code error;
    body["filter"] = json::parse(options.filter, error);
    if (error)
      return report(
          {Code::kInvalidArgument, "invalid_filter", "--filter is not JSON: " + error.message()},
          target.as_json);
  }
  return show(target, (*service)->post(in_collection(target, "search"), body),
              [&](const json::value& answer) {
                print_hits(answer);
                if (answer.at("data").as_array().empty()) print_empty_hint(**service, target);
                if (const json::value* facets = answer.get_object().if_contains("facets"))
                  fmt::print("{}\n", json::serialize(*facets));
              });
}

int run_ask(const Target& target, const Settings& settings, const std::string& question) {
  if (const auto text = need_text("question", question); !text)
    return report(text.error(), target.as_json);
  auto service = open_service(target, settings, Use::kRead);
  if (!service) return report(service.error(), target.as_json);
  return show(target,
              (*service)->post(in_collection(target, "ask"), json::object{{"query", question}}),
              [&](const json::value& answer) {
                print_answer(answer);
                if (!answer.at("answered").as_bool()) print_empty_hint(**service, target);
              });
}

int run_list(const Target& target, const Settings& settings, const ListOptions& options) {
  auto service = open_service(target, settings, Use::kRead);
  if (!service) return report(service.error(), target.as_json);
  std::string address =
      fmt::format("/api/v1/documents?limit={}&offset={}&collection={}", options.limit,
                  options.offset, http::encode_percent(target.collection));
  if (!options.status.empty()) address += "&status=" + http::encode_percent(options.status);
  return show(target, (*service)->get(address), [&](const json::value& answer) {
    for (const json::value& document : answer.at("data").as_array())
      fmt::print("{}  {:<10}  {:<8}  {:>9}  {}{}\n", text_at(document, "document_id"),
                 text_at(document, "status"), text_at(document, "kind"),
                 bytes_text(static_cast<std::uint64_t>(integer_at(document, "bytes"))),
                 one_line(text_at(document, "title"), 60),
                 text_at(document, "reason").empty()
                     ? ""
                     : "  (" + one_line(text_at(document, "reason"), kColumns) + ")");
    fmt::print("{} of {} documents\n", answer.at("data").as_array().size(),
               integer_at(answer, "total"));
    if (integer_at(answer, "total") == 0) print_empty_hint(**service, target);
  });
}

int run_show(const Target& target, const Settings& settings, const ShowOptions& options) {
  auto service = open_service(target, settings, Use::kRead);
  if (!service) return report(service.error(), target.as_json);
  const std::string address = "/api/v1/documents/" + http::encode_percent(options.document);
  if (options.text || !options.original.empty()) {
    auto reply = (*service)->call("GET", address + (options.text ? "/text" : "/original"), "");
    if (!reply) return report(reply.error(), target.as_json);
    if (options.text) {
      if (target.as_json)
        fmt::print("{}\n", json::serialize(json::object{{"text", reply->body}}));
      else
        std::fwrite(reply->body.data(), 1, reply->body.size(), stdout);
      return 0;
    }
    std::ofstream out(options.original, std::ios::binary);
    out << reply->body;
    if (!out.flush())
      return report({Code::kUnavailable, "file_error", "cannot write " + options.original},
                    target.as_json);
    if (!target.as_json)
      fmt::print("{} written to {}\n", bytes_text(reply->body.size()), options.original);
    return 0;
  }
  if (options.versions)
    return show(target, (*service)->get(address + "/versions"), [](const json::value& answer) {
      for (const json::value& version : answer.at("data").as_array())
        fmt::print("version {}  {:<8}  {:>9}  {}\n", integer_at(version, "number"),
                   text_at(version, "state"),
                   bytes_text(static_cast<std::uint64_t>(integer_at(version, "bytes"))),
                   text_at(version, "sha256"));
    });
  if (options.accounting) return show_accounting(target, (*service)->get(address));
  return show(target, (*service)->get(address), [](const json::value& document) {
    for (const auto& [key, value] : document.as_object()) {
      if (key == "properties")
        for (const auto& [name, said] : value.as_object())
          fmt::print("{:<12} {}\n", printable(std::string(name)),
                     printable(std::string(said.as_string())));
      if (value.is_object()) continue;
      const std::string text =
          value.is_string() ? std::string(value.get_string()) : json::serialize(value);
      if (!text.empty()) fmt::print("{:<12} {}\n", std::string_view(key), printable(text));
    }
  });
}

}  // namespace alexandria::app
