#include <algorithm>

#include <CLI/CLI.hpp>

#include "alexandria/api/api.hpp"
#include "alexandria/ingest/parse.hpp"
#include "alexandria/text/edit_distance.hpp"
#include "commands.hpp"
#include "data_folder.hpp"
#include "terminal.hpp"

namespace alexandria::app {
namespace {

constexpr const char* kExamples = R"(Examples:
  alexandria serve                              start the library on http://127.0.0.1:8080
  alexandria add ~/Documents --wait             add a folder and wait until all of it is searchable
  alexandria search "priming a pump"            passages with the place they stand at
  alexandria ask "How is the pump primed?"      quoted sentences, or a plain no
  alexandria eval DIR --mode keyword            retrieval quality on a BEIR folder
Commands talk to the running server of the data folder, or open the folder themselves.
Exit status: 0 done, 1 bad news (a document failed, check found a problem), 2 wrong usage or input,
3 the library cannot be reached, 4 not found, 5 anything else.)";

class CommandLine {
 public:
  CommandLine() {
    app_.require_subcommand(1);
    app_.footer(kExamples);
    app_.set_help_flag("-h,--help", "Print this help");
    add_serve();
    add_add();
    add_search();
    add_documents();
    add_jobs();
    add_eval();
    add_eval_answers();
    add_openapi();
    auto* version = app_.add_subcommand("version", "Print the version");
    version->add_flag("--json", target_.as_json, "Print JSON");
    on(version, [this] {
      if (target_.as_json)
        fmt::print("{}\n", json::serialize(json::object{{"version", ALEXANDRIA_VERSION}}));
      else
        fmt::print("alexandria {}\n", ALEXANDRIA_VERSION);
      return 0;
    });
  }

  void add_openapi() {
    on(app_.add_subcommand("openapi", "Print the REST API as an OpenAPI 3.1 document"), [] {
      fmt::print("{}\n", api::openapi_document(ALEXANDRIA_VERSION));
      return 0;
    });
  }

  int run(int count, char** words) {
    const std::string first = count > 1 ? words[1] : "-";
    if (!first.starts_with('-') && !is_command(first)) return report(no_command(first), false);
    try {
      app_.parse(count, words);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? 0 : 2;
    }
    if (!database_.empty()) assignments_.push_back("database.url=" + database_);
    if (!blobs_.empty()) assignments_.push_back("blobs.url=" + blobs_);
    auto settings = load_settings(config_, assignments_);
    if (!settings) return report(settings.error(), target_.as_json);
    settings_ = std::move(*settings);
    if (!listen_.empty())
      if (const auto listening = assign_listen(settings_, listen_); !listening)
        return report(listening.error(), target_.as_json);
    log::set_level(serving_ ? settings_.log_level : log::Level::kError);
    return action_();
  }

 private:
  std::vector<std::string> commands() const {
    std::vector<std::string> names;
    for (const CLI::App* command : app_.get_subcommands([](const CLI::App*) { return true; }))
      names.push_back(command->get_name());
    return names;
  }
  bool is_command(const std::string& word) const {
    const auto names = commands();
    return std::ranges::find(names, word) != names.end();
  }
  Error no_command(const std::string& word) const {
    constexpr unsigned kMost = 3;  // letters that may be wrong
    unsigned least = std::min<unsigned>(kMost, static_cast<unsigned>(word.size() / 2) + 1);
    std::string nearest;
    for (const std::string& name : commands()) {
      const unsigned distance = text::edit_distance(word, name, kMost);
      const bool is_tie = distance == least && !nearest.empty();
      if (distance > least || (is_tie && name.front() != word.front())) continue;
      least = distance;
      nearest = name;
    }
    return {Code::kInvalidArgument, "unknown_command",
            fmt::format("there is no command '{}'{}; alexandria --help lists them", printable(word),
                        nearest.empty() ? "" : "; the nearest is '" + nearest + "'")};
  }
  // A command that works on a library.
  void on_library(CLI::App* command, std::function<int()> action) {
    on(command, [this, action = std::move(action)] {
      auto folder = find_data_folder(places_of_process(data_));
      if (!folder) return report(folder.error(), target_.as_json);
      target_.data_folder = std::move(*folder);
      target_.data_named = !data_.empty();
      return action();
    });
  }
  // What runs is known once the whole line is read.
  void on(CLI::App* command, std::function<int()> action) {
    command->callback([this, action = std::move(action)] { action_ = action; });
  }
  CLI::App* common(CLI::App* command) {
    command->add_option("--data", data_,
                        "Data folder; otherwise $ALEXANDRIA_DATA, ./data where that is a library, "
                        "or alexandria in your data folder (~/.local/share)");
    command->add_option("--config", config_, "Settings, a TOML file");
    command->add_option("--set", assignments_, "One setting, section.key=value; may be repeated")
        ->take_all()
        ->allow_extra_args(false);
    command->add_option("--database", database_,
                        "sqlite: or postgresql://USER@HOST/NAME, as database.url");
    command->add_option("--blobs", blobs_,
                        "file:FOLDER that all nodes see, or s3://BUCKET/..., as blobs.url");
    return command;
  }
  CLI::App* library_command(const std::string& name, const std::string& description) {
    auto* command = common(app_.add_subcommand(name, description));
    command->add_option("--server", target_.server,
                        "URL of a running library, instead of the data folder");
    command->add_option("--key-file", target_.key_file, "File with the key for --server");
    command->add_option("--collection", target_.collection, "Collection")->capture_default_str();
    command->add_flag("--json", target_.as_json, "Print JSON");
    return command;
  }
  void add_serve() {
    auto* command = common(app_.add_subcommand("serve", "Serve the library over HTTP"));
    command->add_option("--listen", listen_, "HOST:PORT [127.0.0.1:8080]; port 0 takes a free one");
    on_library(command, [this] { return run_serve(target_.data_folder, settings_); });
    command->parse_complete_callback([this] { serving_ = true; });
  }
  void add_add() {
    auto* command = library_command("add", "Add files, folders and web pages");
    command->add_option("paths", add_.paths, "Files, folders, http(s) URLs")->required();
    command->add_flag("--wait", add_.wait, "Wait until everything is searchable");
    command
        ->add_option("--header", add_.header,
                     "CSV: the first_row names the columns, none does, or decide")
        ->check(CLI::IsMember({"first_row", "none", "decide"}));
    on_library(command, [this] { return run_add(target_, settings_, add_); });
  }
  void add_search() {
    auto* command = library_command("search", "Find passages");
    command->add_option("query", search_.query, "Words; \"quoted phrases\" must occur as they are");
    command->add_option("--limit", search_.limit, "Documents wanted")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    command->add_option("--mode", search_.mode, "hybrid, keyword or dense")
        ->capture_default_str()
        ->check(CLI::IsMember({"hybrid", "keyword", "dense"}));
    command->add_option("--filter", search_.filter, R"(Metadata filter, as {"kind":"pdf"})");
    command->add_option("--facet", search_.facets,
                        "Metadata key to count over everything that matched");
    command->add_option("--like", search_.like,
                        "A document id: more like this, instead of a query");
    on_library(command, [this] { return run_search(target_, settings_, search_); });
    auto* ask = library_command("ask", "Answer a question with quoted sentences");
    ask->add_option("question", question_, "The question")->required();
    on_library(ask, [this] { return run_ask(target_, settings_, question_); });
  }
  void add_documents() {
    auto* list = library_command("list", "List documents, newest first");
    list->add_option("--status", list_.status, "processing, searchable or failed")
        ->check(CLI::IsMember({"processing", "searchable", "failed"}));
    list->add_option("--limit", list_.limit, "Documents to show")->capture_default_str();
    list->add_option("--offset", list_.offset, "Documents to leave out at the beginning")
        ->capture_default_str();
    on_library(list, [this] { return run_list(target_, settings_, list_); });
    auto* show = library_command("show", "Show a document");
    show->add_option("document", show_.document, "Document id")->required();
    auto* text = show->add_flag("--text", show_.text, "Its text, which anchors of kind text count");
    auto* versions = show->add_flag("--versions", show_.versions, "Its versions")->excludes(text);
    auto* accounting = show->add_flag("--accounting", show_.accounting,
                                      "What became of every character: text, set aside, not read")
                           ->excludes(text)
                           ->excludes(versions);
    show->add_option("--original", show_.original, "Write the original to this file")
        ->excludes(text)
        ->excludes(versions)
        ->excludes(accounting);
    on_library(show, [this] { return run_show(target_, settings_, show_); });
    auto* remove = library_command(
        "delete", "Delete documents: invisible at once, gone from every file within a minute");
    remove->add_option("documents", deleted_, "Document ids")->required();
    on_library(remove, [this] { return run_delete(target_, settings_, deleted_); });
    auto* check =
        library_command("check", "Prove checksums, references, feed and index against each other");
    check->add_flag("--repair", repair_, "Rebuild indexes that disagree");
    on_library(check, [this] { return run_check(target_, settings_, repair_); });
  }
  void add_jobs() {
    auto* command = library_command("jobs", "List jobs, cancel one or try one again");
    command->add_option("--state", jobs_.state, "queued, running, done, failed or cancelled")
        ->check(CLI::IsMember({"queued", "running", "done", "failed", "cancelled"}));
    command->add_option("--limit", jobs_.limit, "Jobs to show")->capture_default_str();
    auto* cancel =
        command->add_option("--cancel", jobs_.cancel, "Stop this job and remove what it brought");
    command->add_option("--retry", jobs_.retry, "Try this failed or cancelled job again")
        ->excludes(cancel);
    on_library(command, [this] { return run_jobs(target_, settings_, jobs_); });
    auto* nodes = library_command("nodes", "List the nodes that serve the library");
    on_library(nodes, [this] { return run_nodes(target_, settings_); });
    auto* migrate = app_.add_subcommand(
        "migrate", "Move a library between a folder and PostgreSQL; the source stays as it is");
    migrate->add_option("--from", migrate_.from, "Data folder, or postgresql://USER@HOST/NAME")
        ->required();
    migrate->add_option("--to", migrate_.to, "The same, empty")->required();
    migrate->add_option("--from-blobs", migrate_.from_blobs,
                        "Where the source has its originals; otherwise in its data folder");
    migrate->add_option("--blobs", migrate_.blobs, "Where they go, as blobs.url");
    migrate->add_option("--config", config_, "Settings, a TOML file");
    migrate->add_option("--set", assignments_, "One setting, section.key=value; may be repeated")
        ->take_all()
        ->allow_extra_args(false);
    on(migrate, [this] {
      auto settings = load_settings(config_, assignments_);
      return settings ? run_migrate(migrate_, *settings) : report(settings.error(), false);
    });
  }
  void add_eval() {
    auto* command = common(app_.add_subcommand(
        "eval", "Measure retrieval on BEIR folders, in a throw-away collection"));
    command
        ->add_option("folders", eval_.evaluation.folders,
                     "Folders with corpus.jsonl, queries.jsonl, qrels/test.tsv")
        ->required();
    command->add_flag("--pool", eval_.evaluation.pool, "All folders in one collection");
    command->add_option("--mode", eval_mode_, "hybrid, keyword, dense, or all of them")
        ->capture_default_str()
        ->check(CLI::IsMember({"hybrid", "keyword", "dense", "all"}));
    command->add_option("--model", eval_.evaluation.model, "Embedding model; none: keywords only");
    command->add_option("--run", eval_.evaluation.run_file,
                        "Write a TREC run, 1,000 documents a query");
    command->add_flag("--json", eval_.as_json, "Print JSON");
    on(command, [this] {
      using index::Mode;
      if (eval_mode_ == "keyword") eval_.evaluation.modes = {Mode::kKeyword};
      if (eval_mode_ == "dense") eval_.evaluation.modes = {Mode::kDense};
      if (eval_mode_ == "all")
        eval_.evaluation.modes = {Mode::kKeyword, Mode::kDense, Mode::kHybrid};
      return run_eval(settings_, eval_);
    });
    auto* spans = common(app_.add_subcommand(
        "eval-spans", "Measure chunking: how well found chunks cover the spans that answer"));
    spans
        ->add_option("folder", spans_.folder,
                     "Folder with questions.csv and corpora/, or an evaluation set")
        ->required();
    spans->add_option("--model", spans_.model, "Embedding model");
    spans->add_flag("--recursive-200", spans_.recursive_200,
                    "Measure a recursive 200-token splitter instead");
    spans->add_flag("--json", spans_.as_json, "Print JSON");
    on(spans, [this] { return run_eval_spans(settings_, spans_); });
    auto* refusals = common(app_.add_subcommand(
        "eval-refusals", "Measure saying no: questions with their text present, and left out"));
    refusals->add_option("folder", spans_.folder, "Folder with questions.csv and corpora/")
        ->required();
    refusals->add_option("--model", spans_.model, "Embedding model");
    refusals->add_option("--features", spans_.features,
                         "Write what was seen for each question to this file");
    refusals->add_flag("--json", spans_.as_json, "Print JSON");
    on(refusals, [this] { return run_eval_refusals(settings_, spans_); });
  }

  void add_eval_answers() {
    auto* command = library_command(
        "eval-answers", "Ask a library the questions of a file, and compare with what is expected");
    command
        ->add_option(
            "questions", answers_.questions,
            R"(JSON lines: {"question", "documents": [ends of sources], "quote", "refuse": true})")
        ->required();
    command->add_option("--name", answers_.name, "What this configuration is called in the report")
        ->capture_default_str();
    command->add_option("--save", answers_.save, "Keep the outcome in this file");
    command->add_option("--compare", answers_.compare, "An outcome kept before");
    command->add_option("--report", answers_.report,
                        "Write an HTML page that compares both, question by question");
    on_library(command, [this] { return run_eval_answers(target_, settings_, answers_); });
  }

  CLI::App app_{"Alexandria, a library for the knowledge of a person, a team or a company",
                "alexandria"};
  std::function<int()> action_;
  Settings settings_;
  Target target_;
  std::string data_;
  std::string config_;
  MigrateOptions migrate_;
  std::string database_;
  std::string blobs_;
  std::vector<std::string> assignments_;
  std::string listen_;
  bool serving_ = false;
  AddOptions add_;
  SearchOptions search_;
  std::string question_;
  ListOptions list_;
  ShowOptions show_;
  std::vector<std::string> deleted_;
  bool repair_ = false;
  JobsOptions jobs_;
  EvalOptions eval_;
  std::string eval_mode_ = "hybrid";
  EvalSpansOptions spans_;
  EvalAnswersOptions answers_;
};

}  // namespace

int exit_status(const Error& error) {
  switch (error.code) {
    case Code::kInvalidArgument: return 2;
    case Code::kConflict: return error.reason == "data_folder_in_use" ? 3 : 2;
    case Code::kUnavailable:
    case Code::kDeadline:
    case Code::kUnauthenticated: return 3;
    // A file that the command names is input; what the library lacks is not found.
    case Code::kNotFound: return error.reason == "file_not_found" ? 2 : 4;
    default: return 5;
  }
}

int report(const Error& error, bool as_json) {
  fmt::print(stderr, "alexandria: {}\n", error.message);
  if (as_json)
    fmt::print("{}\n",
               json::serialize(json::object{{"error", error.reason}, {"message", error.message}}));
  return exit_status(error);
}

int run_command_line(int count, char** words) {
  // What the program runs itself as, to read a foreign file within limits.
  if (const auto status = ingest::run_as_child(count, words)) return *status;
  return CommandLine().run(count, words);
}

}  // namespace alexandria::app
