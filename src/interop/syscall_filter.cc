#include "interop/syscall_filter.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace taxon {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define TAXON_FILTER 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define TAXON_FILTER 0
#endif
#endif
#ifndef TAXON_FILTER
#if defined(__x86_64__) || defined(__aarch64__)
#define TAXON_FILTER 1
#else
#define TAXON_FILTER 0
#endif
#endif

#if TAXON_FILTER

#if defined(__x86_64__)
constexpr std::uint32_t kMachine = AUDIT_ARCH_X86_64;
#else
constexpr std::uint32_t kMachine = AUDIT_ARCH_AARCH64;
#endif

constexpr std::array kAllowed = {
    __NR_read,           __NR_write,        __NR_writev,
    __NR_close,          __NR_brk,          __NR_mmap,
    __NR_munmap,         __NR_mremap,       __NR_mprotect,
    __NR_madvise,        __NR_futex,        __NR_rt_sigaction,
    __NR_rt_sigprocmask, __NR_rt_sigreturn, __NR_getpid,
    __NR_gettid,         __NR_sched_yield,  __NR_clock_gettime,
    __NR_gettimeofday,   __NR_getrandom,    __NR_restart_syscall,
    __NR_exit,           __NR_exit_group,
};

constexpr sock_filter load(std::size_t offset) {
  return {BPF_LD | BPF_W | BPF_ABS, 0, 0, static_cast<std::uint32_t>(offset)};
}

// Goes on where the value loaded last is that one, else past so many statements.
constexpr sock_filter if_equal(std::uint32_t value, std::uint8_t else_past) {
  return {BPF_JMP | BPF_JEQ | BPF_K, 0, else_past, value};
}

constexpr sock_filter kAllow = {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW};
constexpr sock_filter kRefuse = {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | EPERM};

// A program for the kernel's filter machine ("Seccomp BPF" in the kernel's documentation).
std::array<sock_filter, 9 + 2 * kAllowed.size()> make_program(std::uint32_t self) {
  std::array<sock_filter, 9 + 2 * kAllowed.size()> program{};
  std::size_t n = 0;
  const auto add = [&](sock_filter statement) { program[n++] = statement; };
  // Calls by another machine's numbers (of 32 bits, say) would be taken for others: they match nothing.
  add(load(offsetof(seccomp_data, arch)));
  add({BPF_JMP | BPF_JEQ | BPF_K, 1, 0, kMachine});
  add(kRefuse);
  add(load(offsetof(seccomp_data, nr)));
  for (const int number : kAllowed) {
    add(if_equal(static_cast<std::uint32_t>(number), 1));
    add(kAllow);
  }
  add(if_equal(__NR_tgkill, 3));
  add(load(offsetof(seccomp_data, args)));  // the lower half of the first: both machines begin with it
  add(if_equal(self, 1));
  add(kAllow);
  add(kRefuse);
  return program;
}

#endif

}  // namespace

bool filter_system_calls() noexcept {
#if TAXON_FILTER
  auto program = make_program(static_cast<std::uint32_t>(::getpid()));
  const sock_fprog filter = {static_cast<unsigned short>(program.size()), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
#else
  return false;
#endif
}

}  // namespace taxon
