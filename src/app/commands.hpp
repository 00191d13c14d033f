#pragma once
// The commands. Each gives the exit status:
//   0 done · 1 done, and the answer is bad news (a document failed, check found a problem) · 2
//   wrong usage or input 3 the library cannot be reached (no server, folder in use) · 4 not found ·
//   5 anything else
#include <string>
#include <vector>

#include "alexandria/evaluation/evaluate.hpp"
#include "service.hpp"

namespace alexandria::app {

int exit_status(const Error& error);
/// Prints the error to standard error (with `as_json` also `{error, message}` to standard output)
/// and gives its exit status.
int report(const Error& error, bool as_json);

struct AddOptions {
  std::vector<std::string> paths;  // files, folders and http(s) URLs
  bool wait = false;
  std::string header;  // of CSV: first_row, none, decide
};
struct SearchOptions {
  std::string query;
  std::size_t limit = 10;
  std::string mode = "hybrid";
  std::string filter;
  std::vector<std::string> facets;
  std::string like;
};
struct ListOptions {
  std::string status;
  std::uint64_t limit = 50;
  std::uint64_t offset = 0;
};
struct ShowOptions {
  std::string document;
  bool text = false;
  bool versions = false;
  bool accounting = false;
  std::string original;  // file to write
};
struct JobsOptions {
  std::string state;
  std::uint64_t limit = 20;
  std::string cancel;
  std::string retry;
};
struct MigrateOptions {
  std::string from;  // a data folder or postgresql://...
  std::string to;
  std::string from_blobs;  // URL; empty: in the data folder
  std::string blobs;
};
struct EvalOptions {
  evaluation::EvaluationOptions evaluation;
  bool as_json = false;
};
struct EvalSpansOptions {
  std::string folder;
  std::string model;
  bool recursive_200 = false;
  std::string features;  // of eval-refusals: a table to write
  bool as_json = false;
};

struct EvalAnswersOptions {
  std::string questions;
  std::string name = "this run";
  std::string save;
  std::string compare;
  std::string report;
};

int run_eval_answers(const Target& target, const Settings& settings,
                     const EvalAnswersOptions& options);
int run_serve(const std::filesystem::path& data_folder, const Settings& settings);
int run_add(const Target& target, const Settings& settings, const AddOptions& options);
int run_search(const Target& target, const Settings& settings, const SearchOptions& options);
int run_ask(const Target& target, const Settings& settings, const std::string& question);
int run_list(const Target& target, const Settings& settings, const ListOptions& options);
int run_show(const Target& target, const Settings& settings, const ShowOptions& options);
int run_delete(const Target& target, const Settings& settings,
               const std::vector<std::string>& documents);
int run_jobs(const Target& target, const Settings& settings, const JobsOptions& options);
int run_nodes(const Target& target, const Settings& settings);
int run_migrate(const MigrateOptions& options, const Settings& settings);
int run_check(const Target& target, const Settings& settings, bool repair);
int run_eval(const Settings& settings, const EvalOptions& options);
int run_eval_refusals(const Settings& settings, const EvalSpansOptions& options);
int run_eval_spans(const Settings& settings, const EvalSpansOptions& options);

/// The whole program.
int run_command_line(int count, char** words);

}  // namespace alexandria::app
