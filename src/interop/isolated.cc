#include "interop/isolated.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <new>
#include <string_view>

#include "base/error.h"
#include "interop/syscall_filter.h"

namespace taxon {
namespace {

// How the child ended by itself: the first byte of its message. The status that it leaves would tell too, but
// where the program ignores SIGCHLD the kernel throws that away.
constexpr char kDone = 'd', kRefused = 'r', kNoMemory = 'm';
constexpr std::size_t kPiece = std::size_t{64} << 10U;
constexpr std::size_t kLongestMessage = 4096;  // fits any pipe, so that nobody need read while it is written

// A pipe whose ends close by themselves.
class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw Error("cannot make a pipe: " + errno_text(errno));
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_write_end() { close_end(1); }

 private:
  void close_end(std::size_t end) {
    if (ends_[end] >= 0) ::close(ends_[end]);
    ends_[end] = -1;
  }

  std::array<int, 2> ends_ = {-1, -1};
};

void limit(decltype(RLIMIT_AS) resource, rlim_t value) {
  const rlimit both = {value, value};
  if (::setrlimit(resource, &both) != 0) throw Error("cannot be limited: " + errno_text(errno));
}

// The pages of this process's address space. A limit counts from here, so that it holds whatever the caller
// has mapped (a sanitizer maps terabytes).
std::size_t address_space() {
  std::size_t pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "re")) {
    if (std::fscanf(file, "%zu", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void limit_this_process(const WorkLimits& limits, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // it had ended before
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, static_cast<rlim_t>(limits.seconds));
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_AS, address_space() + limits.memory_bytes);
  limit(RLIMIT_NOFILE, 0);
  filter_system_calls();
}

// The child's whole life. The answer's pipe takes the place of standard output; all else that was open but
// the message's pipe is closed, standard error too, so that nobody writes into the message.
// UBSan looks at a type's table by way of a pipe, which this process may not make.
[[noreturn]] __attribute__((no_sanitize("vptr"))) void live(const WorkLimits& limits,
                                                            const std::function<void(const Sink&)>& work,
                                                            const Pipe& answer, const Pipe& message,
                                                            pid_t parent) {
  constexpr int kAnswer = STDOUT_FILENO, kMessage = STDERR_FILENO + 1;
  const auto end = [](char outcome, std::string_view text) {
    // Two calls and no string, for which there may be no memory.
    text = text.substr(0, kLongestMessage);
    const bool told = ::write(kMessage, &outcome, 1) == 1 && ::write(kMessage, text.data(), text.size()) >= 0;
    ::_exit(told ? 0 : 1);
  };
  try {
    // Copies first, well above: a caller without standard streams could have either pipe at their numbers.
    const int first = ::fcntl(answer.write_end(), F_DUPFD, kMessage + 1),
              second = ::fcntl(message.write_end(), F_DUPFD, kMessage + 1);
    if (::dup2(first, kAnswer) < 0 || ::dup2(second, kMessage) < 0) ::_exit(1);
    ::close(STDIN_FILENO);
    ::close(STDERR_FILENO);
    ::close_range(kMessage + 1, ~0U, 0);
    ::fcntl(kMessage, F_SETFL, O_NONBLOCK);
    limit_this_process(limits, parent);
    work([](std::string_view bytes) {
      while (!bytes.empty()) {
        const ssize_t n = ::write(kAnswer, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) ::_exit(1);  // nobody listens any more
        bytes.remove_prefix(static_cast<std::size_t>(n));
      }
    });
  } catch (const std::bad_alloc&) {
    end(kNoMemory, "");
  } catch (const std::exception& error) {
    end(kRefused, error.what());
  }
  end(kDone, "");
  ::_exit(1);
}

// A child that is killed, if need be, and waited for whatever happens.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  ~Child() {
    if (pid_ > 0) finish(true);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Its status; 0 where nobody can tell.
  int finish(bool kill) {
    if (kill) ::kill(pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
    pid_ = 0;
    return status;
  }

 private:
  pid_t pid_;
};

// All bytes up to the end of the pipe.
std::string read_all(int fd, std::size_t most, int milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::milliseconds(milliseconds);
  std::string bytes;
  std::string piece(kPiece, '\0');
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd wait{fd, POLLIN, 0};
    const int ready = left <= 0 ? 0 : ::poll(&wait, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) throw Error("takes too long to read");
    const ssize_t n = ::read(fd, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw Error("cannot be read: " + errno_text(errno));
    if (n == 0) return bytes;
    if (static_cast<std::size_t>(n) > most - bytes.size()) throw Error("holds far more than its size allows");
    bytes.append(piece, 0, static_cast<std::size_t>(n));
  }
}

[[noreturn]] void complain(const std::string& message, int status) {
  if (message.starts_with(kRefused)) throw Error(printable(message.substr(1)));
  if (message.starts_with(kNoMemory)) throw Error("needs too much memory to read");
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (signal == SIGXCPU || signal == SIGKILL) throw Error("takes too long to read");
  if (signal == SIGINT || signal == SIGTERM) throw Error("was broken off while it was read");
  throw Error("is damaged: its reader crashed on it");
}

}  // namespace

std::string run_isolated(const WorkLimits& limits, const std::function<void(const Sink&)>& work) {
  Pipe answer, message;
  const pid_t parent = ::getpid(), pid = ::fork();
  if (pid < 0) throw Error("cannot start a process to read it in: " + errno_text(errno));
  if (pid == 0) live(limits, work, answer, message, parent);
  Child child(pid);
  answer.close_write_end();
  message.close_write_end();
  const int milliseconds = 2000 * limits.seconds;
  std::string bytes = read_all(answer.read_end(), limits.answer_bytes, milliseconds);
  const std::string text = read_all(message.read_end(), std::size_t{1} << 20U, milliseconds);
  const int status = child.finish(false);
  if (!text.starts_with(kDone)) complain(text, status);
  return bytes;
}

}  // namespace taxon
