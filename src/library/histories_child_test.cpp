#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

#include "../store/fault_vfs_test.hpp"
#include "alexandria/base/log.hpp"
#include "alexandria/library/library.hpp"
#include "histories_child.hpp"

namespace alexandria::library {
namespace {

// Every text has its own word; a large one takes a while, a broken one cannot be read.
std::string content_of(const std::string& kind, const std::string& word) {
  if (kind == "broken") return "%PDF-1.4 rubbish " + word;
  std::string out = "# Title\n\nThis text is known by its word " + word + " alone.\n";
  if (kind == "large")
    for (int i = 0; i < 4000; ++i)
      out += "\nParagraph " + std::to_string(i) + " is about nothing in particular at all.\n";
  return out;
}

class Child {
 public:
  Child(store::FaultVfs& faults, std::unique_ptr<Library> library)
      : faults_(faults), library_(std::move(library)) {}

  std::string obey(const std::string& line) {
    std::istringstream words(line);
    std::string verb;
    words >> verb;
    if (verb == "add") return add(words);
    if (verb == "disk") return disk(words);
    if (verb == "find") return find(words);
    if (verb == "jobs") return unfinished();
    if (verb == "check") return check();
    std::string id;
    words >> id;
    if (verb == "delete") {
      const auto token = library_->documents().remove(id);
      return token ? told({}) : told(std::unexpected(token.error()));
    }
    if (verb == "retry") return told(library_->jobs().retry(id));
    if (verb == "cancel") {
      const auto state = library_->jobs().cancel(id);
      return state ? "ok " + *state : told(std::unexpected(state.error()));
    }
    if (verb == "state") {
      const auto job = library_->jobs().find(id);
      return job ? job->state : job.error().reason;
    }
    if (verb == "text") return library_->documents().text(id).value_or("");
    library_->upkeep().tidy(true, std::chrono::milliseconds(0));
    return "ok";
  }

 private:
  static std::string told(const Result<void>& result) {
    return result ? "ok" : "error " + result.error().reason + " " + result.error().message;
  }

  std::string add(std::istream& words) {
    std::string source;
    std::string name;
    std::string kind;
    std::string word;
    words >> source >> name >> kind >> word;
    NewUpload upload{.collection = "library", .name = name};
    if (source != "-") upload.source = source;
    upload.file = library_->uploads().incoming_folder() / "upload";
    std::ofstream(upload.file) << content_of(kind, word);
    const auto done = library_->uploads().add(upload);
    if (!done) return told(std::unexpected(done.error()));
    return fmt::format("ok {} {} {}", done->document_id, done->job_id.empty() ? "-" : done->job_id,
                       done->status);
  }

  std::string disk(std::istream& words) {
    std::string state;
    words >> state;
    if (state == "met") return std::to_string(faults_.failed());
    if (state == "full")
      faults_.fail(store::DiskCall::kWrite, 1, SQLITE_FULL, true);
    else
      faults_.heal();
    return "ok";
  }

  std::string find(std::istream& words) {
    SearchRequest request;
    words >> request.query;
    request.mode = index::Mode::kKeyword;
    request.limit = 100;
    const auto found = library_->search().find(request);
    if (!found) return "error " + found.error().reason;
    std::vector<std::string> ids;
    for (const SearchHit& hit : found->hits)
      ids.push_back(hit.document_id);
    return fmt::format("{}", fmt::join(ids, " "));
  }

  std::string unfinished() {
    std::uint64_t count = 0;
    for (const char* state : {"queued", "running"})
      count += library_->jobs().list(state, 1, 0).value().total;
    return std::to_string(count);
  }

  std::string check() {
    const auto report = library_->upkeep().check(false);
    if (!report) return report.error().message;
    return fmt::format("{}", fmt::join(report->problems, "; "));
  }

  store::FaultVfs& faults_;
  std::unique_ptr<Library> library_;
};

}  // namespace

int run_histories_child(const std::filesystem::path& folder) {
  log::set_level(log::Level::kOff);
  Options options;
  options.data_folder = folder;
  options.default_model = "none";
  options.room = {.reserve_bytes = 1U << 20, .free_bytes_min = 1U << 20};
  options.jobs.pauses.assign(3, std::chrono::milliseconds(10));
  options.jobs.set_aside = std::chrono::milliseconds(100);
  options.jobs.look_every = std::chrono::milliseconds(20);
  store::FaultVfs faults;  // before the library: what is open already is not reached
  auto library = Library::open(options, "histories");
  if (!library) {
    std::cout << "error " << library.error().message << std::endl;
    return 1;
  }
  std::cout << "ready" << std::endl;
  Child child(faults, std::move(*library));
  for (std::string line; std::getline(std::cin, line) && line != "end";) {
    std::string answer = child.obey(line);
    std::ranges::replace(answer, '\n', ' ');
    std::cout << answer << std::endl;
  }
  return 0;
}

}  // namespace alexandria::library
