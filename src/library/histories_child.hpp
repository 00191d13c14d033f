#pragma once
// A library in a process of its own that does what it is told, a line at a time, so that a test can
// end it at any moment (tests of histories).
//
//   add SOURCE|- NAME KIND WORD  > document_id job_id status      delete ID, cancel JOB, retry JOB
//   find WORD                    > document ids                   text ID > words found in it
//   disk full|well               jobs > unfinished                check > problems    tidy    end
//   disk met > writes that met a full disk since it was last filled
// What fails answers `error REASON MESSAGE`.
#include <filesystem>

namespace alexandria::library {

/// Opens the library of `folder` and obeys its standard input until it ends. Gives the exit status.
int run_histories_child(const std::filesystem::path& folder);

}  // namespace alexandria::library
