#include <algorithm>
#include <map>
#include <thread>

#include "alexandria/base/clock.hpp"
#include "alexandria/base/identifier.hpp"
#include "alexandria/http/client.hpp"
#include "alexandria/platform/file.hpp"
#include "alexandria/text/unicode.hpp"
#include "commands.hpp"
#include "data_folder.hpp"
#include "terminal.hpp"

namespace alexandria::app {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(50);
constexpr auto kPollAll = std::chrono::milliseconds(500);
constexpr std::size_t kAskedTogether = 50;  // jobs, besides the oldest
constexpr std::uint64_t kDownloadBytesMax = 1ULL << 30;

struct Item {
  std::string path;  // as it is printed, and the document's source
  std::string document_id;
  std::string job_id;
  std::string status = "failed";
  std::string reason;
  std::uint64_t bytes = 0;
};

// Time passes for a file even if it is empty of text: what opening and closing it costs, as bytes.
constexpr std::uint64_t kBytesOfAnyFile = 20'000;

bool is_url(const std::string& path) {
  return path.starts_with("http://") || path.starts_with("https://");
}

// Files of a folder in the order of their names; hidden ones and links are left alone.
void walk(const std::filesystem::path& folder, std::vector<Item>& out) {
  std::error_code error;
  std::vector<std::filesystem::path> entries;
  for (auto it = std::filesystem::directory_iterator(folder, error);
       !error && it != std::filesystem::directory_iterator(); it.increment(error))
    entries.push_back(it->path());
  if (error)
    out.push_back(
        {folder.string(), "", "", "failed", "cannot read the folder: " + error.message()});
  std::ranges::sort(entries);
  for (const auto& entry : entries) {
    if (entry.filename().string().starts_with('.') || std::filesystem::is_symlink(entry, error))
      continue;
    if (std::filesystem::is_directory(entry, error))
      walk(entry, out);
    else if (std::filesystem::is_regular_file(entry, error))
      out.push_back({entry.string()});
  }
}

std::vector<Item> find_items(const std::vector<std::string>& paths) {
  std::vector<Item> items;
  for (const std::string& path : paths) {
    std::error_code error;
    const auto absolute = std::filesystem::weakly_canonical(path, error);
    if (is_url(path))
      items.push_back({path});
    else if (std::filesystem::is_directory(absolute, error))
      walk(absolute, items);
    else if (std::filesystem::is_regular_file(absolute, error))
      items.push_back({absolute.string()});
    else if (std::filesystem::exists(absolute, error))
      items.push_back({path, "", "", "failed", "this is no file that can be read to its end"});
    else
      items.push_back({path, "", "", "failed", "there is no such file"});
  }
  return items;
}

std::string name_of_url(const std::string& url) {
  const std::string path = url.substr(0, url.find_first_of("?#"));
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos || slash < 8 ? "" : path.substr(slash + 1);
  return name.empty() ? "page.html" : name;
}

class Adding {
 public:
  Adding(Service& service, const Target& target, const AddOptions& options)
      : service_(service),
        target_(target),
        wait_(options.wait || !service.outlives_us()),
        header_(options.header),
        progress_(target.as_json) {
    items_ = find_items(options.paths);
    for (Item& item : items_) {
      std::error_code error;
      const std::uint64_t bytes = std::filesystem::file_size(item.path, error);
      if (!error) item.bytes = bytes;
      sending_.add(item.path, item.bytes + kBytesOfAnyFile);
    }
  }

  int run() {
    for (Item& item : items_) {
      if (item.reason.empty()) upload(item);
      if (item.reason.empty())
        ++sent_;
      else
        progress_.say(fmt::format("{}: {}", printable(item.path), item.reason));
      sending_.ended(item.path);
      progress_.show("files sent", sent_, items_.size(), sending_);
    }
    if (wait_) wait_for_all();
    progress_.clear();
    print();
    const auto has_failed = [](const Item& item) { return item.status == "failed"; };
    const bool is_done = std::ranges::none_of(items_, has_failed) && halt_.empty();
    return is_done && !items_.empty() ? 0 : 1;
  }

 private:
  void upload(Item& item) {
    auto reply = is_url(item.path) ? upload_url(item.path) : upload_file(item.path);
    if (!reply) {
      item.reason = reply.error().message;
      return;
    }
    boost::system::error_code error;
    const json::value value = json::parse(reply->body, error);
    item.document_id = text_at(value, "document_id");
    item.job_id = text_at(value, "job_id");
    item.status = text_at(value, "status");
  }

  std::string address() const {
    return "/api/v1/collections/" + http::encode_percent(target_.collection) + "/documents";
  }

  std::map<std::string, std::string> fields_of(const std::string& source) const {
    std::map<std::string, std::string> out{{"source", source}};
    if (!header_.empty()) out["header"] = header_;
    return out;
  }

  Result<Reply> upload_file(const std::string& path) {
    return service_.upload(
        address(), {path, std::filesystem::path(path).filename().string(), fields_of(path)});
  }

  Result<Reply> upload_url(const std::string& url) {
    http::Client client;
    http::ClientRequest request;
    request.url = url;
    request.answer_bytes_max = kDownloadBytesMax;
    const auto answer = TRY(client.send(request));
    if (answer.status != 200)
      return fail(
          Code::kUnavailable, "download_failed",
          "the page could not be fetched: its server answers {} ({}). Open the address in a "
          "browser to see why",
          answer.status, http::status_text(answer.status));
    const auto folder = TRY(platform::TemporaryFolder::make());
    auto file = TRY(platform::TemporaryFile::make(folder));
    TRY(file.write(answer.body));
    return service_.upload(address(), {file.path(), name_of_url(url), fields_of(url)});
  }

  // The oldest open job is asked for; the jobs behind it end about in the order they were sent, and
  // from time to time the next few are asked for too.
  void wait_for_all() {
    for (const Item& item : items_)
      if (item.status == "queued") reading_.add(item.job_id, item.bytes + kBytesOfAnyFile);
    progress_.begin();
    for (std::size_t i = 0; i < items_.size() && halt_.empty(); ++i) {
      Item& item = items_[i];
      while (item.status == "queued" && halt_.empty() && !follow_job(item))
        pause(i);
      while (item.status == "duplicate" && halt_.empty() && !follow_duplicate(item))
        pause(i);
    }
    if (!halt_.empty())
      progress_.say("Not waiting any longer: " + halt_ +
                    ". What is queued is read as soon as there is room and a server runs");
  }

  // A library that takes no writes ends no job.
  void look_at_disk() {
    const auto health = service_.get("/api/v1/health");
    if (health && text_at(*health, "status") == "read_only") halt_ = text_at(*health, "message");
  }

  // While item `first` is on its way.
  void pause(std::size_t first) {
    const auto now = std::chrono::steady_clock::now();
    if (now - asked_ >= kPollAll) {
      asked_ = now;
      look_at_running();
      look_behind(first);
      look_at_disk();
    }
    const auto is_open = [](const Item& item) { return item.status == "queued"; };
    const auto open = static_cast<std::size_t>(std::ranges::count_if(items_, is_open));
    progress_.show("documents", items_.size() - open, items_.size(), reading_, running_);
    std::this_thread::sleep_for(kPoll);
  }

  // How far each job is that runs, ours and others.
  void look_at_running() {
    const auto jobs = service_.get("/api/v1/jobs?state=running&limit=100");
    if (!jobs) return;
    for (const json::value& job : jobs->at("data").as_array())
      reading_.went_on(text_at(job, "job_id"), static_cast<std::uint64_t>(integer_at(job, "done")),
                       static_cast<std::uint64_t>(integer_at(job, "total")));
  }

  // One slow document does not hide that those behind it ended.
  void look_behind(std::size_t first) {
    std::size_t asked = 0;
    for (std::size_t i = first + 1; i < items_.size() && asked < kAskedTogether; ++i)
      if (items_[i].status == "queued") {
        follow_job(items_[i], false);
        ++asked;
      }
  }

  bool follow_job(Item& item, bool is_first = true) {
    const auto job = service_.get("/api/v1/jobs/" + item.job_id);
    if (!job) return lost(item, job.error());
    const std::string state = text_at(*job, "state");
    if (!is_first && (state == "queued" || state == "running")) return false;
    const std::int64_t total = integer_at(*job, "total");
    running_ =
        state == "running" && total > 1
            ? fmt::format(
                  "{} {}/{}",
                  shortened(printable(std::filesystem::path(item.path).filename().string()), 30),
                  integer_at(*job, "done"), total)
            : "";
    if (state == "queued" || state == "running") return false;
    reading_.ended(item.job_id);
    item.status = state == "done" ? "searchable" : "failed";
    item.reason = state == "done"                   ? ""
                  : text_at(*job, "reason").empty() ? state
                                                    : text_at(*job, "reason");
    if (item.status == "failed")
      progress_.say(fmt::format("{}: {}", printable(item.path), item.reason));
    return true;
  }

  // The document with the same bytes may still be on its way.
  bool follow_duplicate(Item& item) {
    const auto document = service_.get("/api/v1/documents/" + item.document_id);
    if (!document) return lost(item, document.error());
    const std::string status = text_at(*document, "status");
    if (status == "processing") return false;
    if (status == "failed") {
      item.status = "failed";
      item.reason = text_at(*document, "reason");
    }
    return true;
  }

  bool lost(Item& item, const Error& error) {
    reading_.ended(item.job_id);
    item.status = "failed";
    item.reason = error.message;
    return true;
  }

  void print() const {
    if (target_.as_json) {
      json::array documents;
      for (const Item& item : items_)
        documents.push_back({{"path", text::shown_name(item.path)},
                             {"document_id", item.document_id},
                             {"status", item.status},
                             {"reason", item.reason}});
      fmt::print("{}\n", json::serialize(json::object{{"documents", std::move(documents)}}));
      return;
    }
    std::map<std::string, std::size_t> counts;
    for (const Item& item : items_)
      ++counts[item.status];
    std::string line;
    for (const auto& [status, count] : counts)
      line += fmt::format("{}{} {}", line.empty() ? "" : ", ", count, status);
    fmt::print("{}\n", items_.empty() ? "There is no file to add." : line);
  }

  Service& service_;
  const Target& target_;
  const bool wait_;
  const std::string header_;
  ProgressLine progress_;
  std::vector<Item> items_;
  std::size_t sent_ = 0;
  std::string running_;
  std::string halt_;  // why jobs do not end
  WorkLeft sending_;  // by path
  WorkLeft reading_;  // by job
  std::chrono::steady_clock::time_point asked_{};
};

}  // namespace

int run_add(const Target& target, const Settings& settings, const AddOptions& options) {
  const bool begins = target.server.empty() && !holds_library(target.data_folder);
  auto service = open_service(target, settings, Use::kAdd);
  if (!service) return report(service.error(), target.as_json);
  if (begins) fmt::print(stderr, "A new library begins in {}\n", target.data_folder.string());
  return Adding(**service, target, options).run();
}

}  // namespace alexandria::app
