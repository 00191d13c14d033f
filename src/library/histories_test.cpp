// Random histories of a library against a small reference in memory: uploads, new versions, equal
// bytes, deletes and cancels while jobs run, retries, restarts, kill -9, a full disk. What is wrong
// at the end is shown with its seed and with the shortest history that shows it.
//
// ALEXANDRIA_HISTORIES: how many (24); ALEXANDRIA_SEED: the first seed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "alexandria/platform/file.hpp"
#include "alexandria/platform/system.hpp"

namespace alexandria::library {
namespace {

enum class Act {
  kAdd,
  kAddBare,
  kDelete,
  kCancel,
  kRetry,
  kRestart,
  kKill,
  kFull,
  kWell,
  kTidy,
  kWait
};

struct Step {
  Act act;
  int source = 0;  // or which of the documents or jobs there are
  int content = 0;
};

struct Content {
  std::string kind;
  std::string word;
};

// Few contents, so that equal bytes meet.
Content content_number(int number) {
  const char* kind = number % 7 == 0 ? "broken" : number % 5 == 0 ? "large" : "small";
  constexpr char kDigits[] = "bcdfghjkmp";  // no stemmer changes a word made of these
  return {kind, std::string("wx") + kDigits[number / 10] + kDigits[number % 10] + "x"};
}

/// The library in its own process.
class Process {
 public:
  explicit Process(std::filesystem::path folder) : folder_(std::move(folder)) { start(); }
  ~Process() { stop(SIGKILL); }

  void start() {
    int in[2];
    int out[2];
    ASSERT_EQ(::pipe2(in, O_CLOEXEC), 0);
    ASSERT_EQ(::pipe2(out, O_CLOEXEC), 0);
    const std::string program = platform::program_path().string();
    const std::string folder = folder_.string();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      ::execl(program.c_str(), program.c_str(), "histories-child", folder.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    to_ = ::fdopen(in[1], "w");
    from_ = ::fdopen(out[0], "r");
    ASSERT_EQ(read_line(), "ready");
  }

  void stop(int signal) {
    if (pid_ <= 0) return;
    if (signal == 0)
      std::fputs("end\n", to_);
    else
      ::kill(pid_, signal);
    std::fclose(to_);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    std::fclose(from_);
    pid_ = -1;
    ended_well_ = signal != 0 || (WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  bool ended_well() const { return ended_well_; }

  // Empty if the process ended.
  std::string ask(const std::string& line) {
    std::fputs((line + "\n").c_str(), to_);
    std::fflush(to_);
    return read_line();
  }

 private:
  std::string read_line() {
    char* line = nullptr;
    std::size_t size = 0;
    const ssize_t got = ::getline(&line, &size, from_);
    std::string out = got > 0 ? std::string(line, static_cast<std::size_t>(got - 1)) : "(it ended)";
    std::free(line);
    return out;
  }
  std::filesystem::path folder_;
  int pid_ = -1;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
  bool ended_well_ = true;
};

/// What must be there at the end: for each source, and each bare upload, what it said last.
class History {
 public:
  explicit History(const std::vector<Step>& steps) : steps_(steps) {}

  // What is wrong; empty if nothing is.
  std::string run() {
    for (const Step& step : steps_) {
      take(step);
      if (!wrong_.empty()) return wrong_;
    }
    heal();
    wait_for_jobs();
    look();
    process_.stop(0);
    if (!process_.ended_well()) complain("the process did not end well");
    return wrong_;
  }

 private:
  struct Said {
    std::string document_id;  // empty: not known, it went its own way
    std::string job_id;       // that made it; empty: sure to be done
    Content content;
  };

  void complain(const std::string& what) {
    if (wrong_.empty()) wrong_ = what;
  }
  void expect_ok(const std::string& answer, const std::string& to) {
    if (!answer.starts_with("ok")) complain("'" + answer + "' to " + to);
  }

  // Of "error REASON MESSAGE".
  static std::string reason_of(const std::string& answer) {
    std::istringstream words(answer);
    std::string reason;
    words >> reason >> reason;
    return reason;
  }
  // It may be a while until it is seen that there is room again.
  bool may_be_full(const std::string& answer) const {
    return (full_ || was_full_) && reason_of(answer) == "disk_full";
  }
  void heal() {
    if (full_) faults_met_ += std::stoi(process_.ask("disk met"));
    full_ = false;
    expect_ok(process_.ask("disk well"), "disk well");
  }

  void take(const Step& step) {
    switch (step.act) {
      case Act::kAdd: return add("s" + std::to_string(step.source), step.content);
      case Act::kAddBare: return add("-", step.content);
      case Act::kDelete: return remove(step.source);
      case Act::kCancel: return cancel(step.source);
      case Act::kRetry: return retry(step.source);
      case Act::kRestart: return restart(0);
      case Act::kKill: return restart(SIGKILL);
      case Act::kFull:
        full_ = was_full_ = true;
        return expect_ok(process_.ask("disk full"), "disk full");
      case Act::kWell: return heal();
      case Act::kTidy: return expect_ok(process_.ask("tidy"), "tidy");
      case Act::kWait: std::this_thread::sleep_for(std::chrono::milliseconds(step.source)); return;
    }
  }

  void add(const std::string& source, int number) {
    const Content content = content_number(number);
    const std::string line = "add " + source + " name.md " + content.kind + " " + content.word;
    const std::string said_back = process_.ask(line);
    std::istringstream answer(said_back);
    std::string ok;
    Said said{.content = content};
    std::string status;
    answer >> ok >> said.document_id >> said.job_id >> status;
    if (ok != "ok") {
      if (!may_be_full(said_back)) complain("'" + said_back + "' to " + line);
      return;
    }
    if (said.job_id == "-")
      said.job_id = job_of(said.document_id, content);
    else
      jobs_.push_back(said.job_id);
    if (source == "-") {
      if (status == "queued") bare_.push_back(said);
      return;
    }
    const auto before = said_.find(source);
    const bool changed =
        before != said_.end() && before->second.back().content.word != content.word;
    if (changed && before->second.back().document_id == said.document_id) part(source);
    if (before != said_.end() && before->second.back().document_id != said.document_id)
      said_[source].clear();
    said_[source].push_back(said);
  }

  // The others that shared a document with this source have one of their own now.
  void part(const std::string& source) {
    for (auto& [other, said] : said_)
      if (other != source && said.back().document_id == said_[source].back().document_id)
        said = {{.document_id = "", .job_id = "", .content = said.back().content}};
  }

  std::string job_of(const std::string& document_id, const Content& content) const {
    for (const auto& [source, said] : said_)
      for (const Said& one : said)
        if (one.document_id == document_id && one.content.word == content.word) return one.job_id;
    for (const Said& one : bare_)
      if (one.document_id == document_id && one.content.word == content.word) return one.job_id;
    return "";
  }

  void remove(int which) {
    std::set<std::string> ids;
    for (const auto& [source, said] : said_)
      if (!said.back().document_id.empty()) ids.insert(said.back().document_id);
    for (const Said& one : bare_)
      ids.insert(one.document_id);
    if (ids.empty()) return;
    const std::string id = *std::next(ids.begin(), which % static_cast<int>(ids.size()));
    const std::string answer = process_.ask("delete " + id);
    if (full_ && may_be_full(answer)) return;  // and it is there as before
    expect_ok(answer, "delete " + id);
    std::erase_if(said_, [&](const auto& entry) { return entry.second.back().document_id == id; });
    std::erase_if(bare_, [&](const Said& one) { return one.document_id == id; });
  }

  void cancel(int which) {
    if (jobs_.empty()) return;
    const std::string answer =
        process_.ask("cancel " + jobs_[static_cast<std::size_t>(which) % jobs_.size()]);
    if (!answer.starts_with("ok") && reason_of(answer) != "job_not_found" && !may_be_full(answer))
      complain("cancel: " + answer);
  }

  void retry(int which) {
    if (jobs_.empty()) return;
    const std::string answer =
        process_.ask("retry " + jobs_[static_cast<std::size_t>(which) % jobs_.size()]);
    const std::set<std::string> expected{"job_not_failed", "superseded", "job_not_found"};
    if (answer != "ok" && !expected.contains(reason_of(answer)) && !may_be_full(answer))
      complain("retry: " + answer);
  }

  void restart(int signal) {
    process_.stop(signal);
    full_ = false;
    process_.start();
  }

  void wait_for_jobs() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(150);
    while (process_.ask("jobs") != "0") {
      if (std::chrono::steady_clock::now() > end) return complain("jobs did not end");
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }

  void look() {
    const std::string problems = process_.ask("check");
    if (!problems.empty()) complain("check: " + problems);
    std::set<std::string> expected;
    std::set<std::string> perhaps;
    for (const auto& [source, said] : said_)
      expect(said, expected, perhaps);
    for (const Said& one : bare_)
      expect({one}, expected, perhaps);
    for (int number = 0; number < kContents; ++number) {
      const Content content = content_number(number);
      const std::string ids = process_.ask("find \"" + content.word + "\"");
      const bool found = !ids.empty();
      if (expected.contains(content.word) && !found) complain(content.word + " was lost");
      if (found && !expected.contains(content.word) && !perhaps.contains(content.word))
        complain(content.word + " is there and should not be");
      if (found) look_at_text(ids, content.word);
    }
  }

  void look_at_text(const std::string& ids, const std::string& word) {
    const std::string first = ids.substr(0, ids.find(' '));
    if (process_.ask("text " + first).find(word) == std::string::npos)
      complain("the text of " + first + " is not what was found by " + word);
  }

  // The last that was read counts. One that was cancelled while others shared its document leaves
  // open what they say.
  void expect(const std::vector<Said>& said, std::set<std::string>& expected,
              std::set<std::string>& perhaps) {
    for (auto one = said.rbegin(); one != said.rend(); ++one) {
      const bool done = one->job_id.empty() || process_.ask("state " + one->job_id) == "done";
      if (one->content.kind == "broken") continue;
      if (done && one == said.rbegin()) {
        expected.insert(one->content.word);
        return;
      }
      perhaps.insert(one->content.word);
      if (done) return;
    }
  }

 public:
  static constexpr int kContents = 30;
  /// How many writes met the full disk.
  int faults_met() const { return faults_met_; }

 private:
  const std::vector<Step>& steps_;
  platform::TemporaryFolder folder_ = platform::TemporaryFolder::make().value();
  Process process_{folder_.path()};
  std::map<std::string, std::vector<Said>> said_;
  std::vector<Said> bare_;
  std::vector<std::string> jobs_;
  bool full_ = false;
  bool was_full_ = false;  // in this or an earlier process
  int faults_met_ = 0;
  std::string wrong_;
};

std::vector<Step> random_steps(unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](int count) {
    return static_cast<int>(random() % static_cast<unsigned>(count));
  };
  constexpr Act kUsual[] = {Act::kAdd,    Act::kAdd,    Act::kAdd,     Act::kAdd,   Act::kAddBare,
                            Act::kDelete, Act::kDelete, Act::kCancel,  Act::kRetry, Act::kTidy,
                            Act::kWait,   Act::kWait,   Act::kRestart, Act::kKill,  Act::kFull,
                            Act::kWell,   Act::kWell};
  std::vector<Step> steps;
  for (int i = 0; i < 30; ++i)
    steps.push_back({kUsual[pick(std::size(kUsual))], pick(4), pick(History::kContents)});
  return steps;
}

std::string name_of(const Step& step) {
  constexpr const char* kNames[] = {"add",  "add bare", "delete", "cancel", "retry", "restart",
                                    "kill", "full",     "well",   "tidy",   "wait"};
  return std::string(kNames[static_cast<int>(step.act)]) + "(" + std::to_string(step.source) + "," +
         std::to_string(step.content) + ")";
}

// Leaves steps out as long as the rest still goes wrong.
std::vector<Step> shortest(std::vector<Step> steps, std::string& wrong) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (std::size_t i = steps.size(); i-- > 0;) {
    if (std::chrono::steady_clock::now() > end) break;
    std::vector<Step> fewer = steps;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    const std::string still = History(fewer).run();
    if (still.empty()) continue;
    steps = std::move(fewer);
    wrong = still;
  }
  return steps;
}

int number_from(const char* variable, int otherwise) {
  const char* value = std::getenv(variable);
  return value == nullptr ? otherwise : std::atoi(value);
}

TEST(Histories, NothingIsLostDoubledOrUndone) {
  const int first = number_from("ALEXANDRIA_SEED", 1);
  const int count = number_from("ALEXANDRIA_HISTORIES", 24);
  int faults_met = 0;
  for (int seed = first; seed < first + count; ++seed) {
    const std::vector<Step> steps = random_steps(static_cast<unsigned>(seed));
    History whole(steps);
    std::string wrong = whole.run();
    faults_met += whole.faults_met();
    if (wrong.empty()) continue;
    std::string history;
    for (const Step& step : shortest(steps, wrong))
      history += " " + name_of(step);
    FAIL() << "seed " << seed << ": " << wrong << "\nhistory:" << history;
  }
  EXPECT_TRUE(faults_met > 0 || count < 10) << "no full disk was met: the test shows nothing of it";
}

}  // namespace
}  // namespace alexandria::library
