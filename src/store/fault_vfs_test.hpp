#pragma once
// A layer below SQLite that fails a chosen call: the N-th write, sync, truncate or open of a run.
// For tests; registered as the default layer while it lives.
#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <string>

namespace alexandria::store {

enum class DiskCall { kWrite, kSync, kTruncate, kOpen };

class FaultVfs {
 public:
  FaultVfs() {
    original_ = sqlite3_vfs_find(nullptr);
    vfs_ = *original_;
    vfs_.zName = "faults";
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + original_->szOsFile;
    vfs_.pAppData = this;
    vfs_.xOpen = open;
    sqlite3_vfs_register(&vfs_, 1);
  }
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;
  ~FaultVfs() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(original_, 1);
  }

  /// From now on the `number`-th call of a kind fails with `status`, and with `always` all that
  /// follow. 0: none.
  void fail(DiskCall call, int number, int status, bool always = false) {
    call_ = call;
    status_ = status;
    always_ = always;
    left_ = number;
    failed_ = 0;
  }
  void heal() { left_ = 0; }
  int failed() const { return failed_; }

 private:
  struct File {
    sqlite3_file base;
    FaultVfs* faults;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };

  int status_of(DiskCall call) {
    if (call != call_ || left_ == 0) return SQLITE_OK;
    if (left_ > 1) {
      --left_;
      return SQLITE_OK;
    }
    if (!always_) left_ = 0;
    ++failed_;
    return status_;
  }

  static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    const int status = of(file)->faults->status_of(DiskCall::kWrite);
    if (status != SQLITE_OK) return status;
    sqlite3_file* real = of(file)->real();
    return real->pMethods->xWrite(real, bytes, count, at);
  }
  static int sync(sqlite3_file* file, int flags) {
    const int status = of(file)->faults->status_of(DiskCall::kSync);
    if (status != SQLITE_OK) return status;
    sqlite3_file* real = of(file)->real();
    return real->pMethods->xSync(real, flags);
  }
  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const int status = of(file)->faults->status_of(DiskCall::kTruncate);
    if (status != SQLITE_OK) return status;
    sqlite3_file* real = of(file)->real();
    return real->pMethods->xTruncate(real, size);
  }
  template <auto method, class... Args>
  static auto pass(sqlite3_file* file, Args... args) {
    sqlite3_file* real = of(file)->real();
    return (real->pMethods->*method)(real, args...);
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    static const sqlite3_io_methods kMethods = {
        3,
        pass<&sqlite3_io_methods::xClose>,
        pass<&sqlite3_io_methods::xRead, void*, int, sqlite3_int64>,
        write,
        truncate,
        sync,
        pass<&sqlite3_io_methods::xFileSize, sqlite3_int64*>,
        pass<&sqlite3_io_methods::xLock, int>,
        pass<&sqlite3_io_methods::xUnlock, int>,
        pass<&sqlite3_io_methods::xCheckReservedLock, int*>,
        pass<&sqlite3_io_methods::xFileControl, int, void*>,
        pass<&sqlite3_io_methods::xSectorSize>,
        pass<&sqlite3_io_methods::xDeviceCharacteristics>,
        pass<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>,
        pass<&sqlite3_io_methods::xShmLock, int, int, int>,
        pass<&sqlite3_io_methods::xShmBarrier>,
        pass<&sqlite3_io_methods::xShmUnmap, int>,
        pass<&sqlite3_io_methods::xFetch, sqlite3_int64, int, void**>,
        pass<&sqlite3_io_methods::xUnfetch, sqlite3_int64, void*>,
    };
    auto* self = static_cast<FaultVfs*>(vfs->pAppData);
    File* mine = of(file);
    mine->base.pMethods = nullptr;
    mine->faults = self;
    const int status = self->status_of(DiskCall::kOpen);
    if (status != SQLITE_OK) return status;
    const int opened = self->original_->xOpen(self->original_, name, mine->real(), flags, out);
    if (opened == SQLITE_OK) mine->base.pMethods = &kMethods;
    return opened;
  }

  sqlite3_vfs* original_;
  sqlite3_vfs vfs_{};
  std::atomic<DiskCall> call_{DiskCall::kWrite};
  std::atomic<int> left_ = 0, status_ = SQLITE_OK, failed_ = 0;
  std::atomic<bool> always_ = false;
};

}  // namespace alexandria::store
