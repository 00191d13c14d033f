#pragma once
// What the machine is, and this process in it.
#include <cstdint>
#include <filesystem>
#include <string>

namespace alexandria::platform {

/// Cores this process may use; at least 1.
unsigned cores();
/// The path of the running program.
std::filesystem::path program_path();
/// Whether the processor multiplies 8-bit integers fast (AVX-512 VNNI, AVX-VNNI, or ARM dot
/// product).
bool has_int8_dot_product();
/// Resident memory of this process in bytes (VmRSS).
std::uint64_t resident_bytes();
/// The niceness of bulk work, which searches overtake: low, yet not so low that another busy
/// program brings it to a halt.
inline constexpr int kBulkNice = 10;
/// Gives the calling thread, and all that it starts from then on, the niceness of bulk work.
void lower_thread_priority();
int process_id();
/// The name of this machine on its network; empty if it has none.
std::string host_name();
/// Whether standard error is a terminal (progress bars) or not (plain lines).
bool stderr_is_terminal();
/// Lets all threads share a few heaps instead of eight for each core, which is what lets memory go
/// back that one thread took and another freed. To be called before the first thread starts.
void share_heaps();
/// Keeps what is freed, up to 64 MiB, for what is taken next: for a process that takes and frees
/// the same for each page and ends soon. Giving it back each time took a fifth of its time.
void keep_freed_memory();
/// Gives unused heap memory back to the operating system.
void trim_heap();

}  // namespace alexandria::platform
