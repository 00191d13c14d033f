#pragma once
// The composition: opens the data folder, builds the parts in the order in which they depend on
// each other, hands out the services, and ends them in the reverse order. It knows no use case.
// Threads: the services' functions at any time.
#include <memory>
#include <string>

#include "alexandria/auth/sessions.hpp"
#include "alexandria/base/result.hpp"
#include "alexandria/library/answers.hpp"
#include "alexandria/library/collections.hpp"
#include "alexandria/library/conversations.hpp"
#include "alexandria/library/documents.hpp"
#include "alexandria/library/jobs.hpp"
#include "alexandria/library/nodes.hpp"
#include "alexandria/library/options.hpp"
#include "alexandria/library/record_collections.hpp"
#include "alexandria/library/records.hpp"
#include "alexandria/library/search.hpp"
#include "alexandria/library/texts.hpp"
#include "alexandria/library/upkeep.hpp"
#include "alexandria/library/uploads.hpp"

namespace alexandria::library {

class Library {
 public:
  /// Takes the folder's lock; makes the folder, the database and the collection `library` if they
  /// are not there. kConflict `data_folder_in_use` names the process that has it.
  static Result<std::unique_ptr<Library>> open(const Options& options, const std::string& holder);
  /// Interrupts jobs (they go on at the next start), saves indexes.
  ~Library();
  /// Adds to the text of the folder's lock: where this process can be reached.
  Result<void> describe_holder(const std::string& holder);

  Collections& collections();
  Uploads& uploads();
  Documents& documents();
  Search& search();
  Answers& answers();
  Conversations& conversations();
  Jobs& jobs();
  Upkeep& upkeep();
  Texts& texts();
  RecordCollections& record_collections();
  Records& records();
  Nodes& nodes();
  /// Before the end: this node is not ready any more and takes no jobs. All else works on.
  void drain();
  auth::Sessions& sessions();

 private:
  struct Parts;
  Library(std::unique_ptr<Parts> parts, bool background);
  std::unique_ptr<Parts> parts_;
  bool background_;
};

}  // namespace alexandria::library
