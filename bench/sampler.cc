#include "sampler.h"

#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "symbols.h"

namespace taxon {
namespace {

constexpr std::size_t kDepth = 48;
constexpr std::size_t kLooks = 200'000;  // in all; three minutes of two threads

struct Look {
  std::size_t depth = 0;
  std::array<std::uintptr_t, kDepth> address;
};

// A signal's handler can reach nothing but what is global.
std::vector<Look> looks;
std::atomic<std::size_t> used{0};

struct Frame {
  std::uintptr_t caller_frame, return_address;
};

// A piece of this process' own memory, read by the system: a frame pointer that is none does no harm so. A
// call of the system for each frame would cost more than all the rest.
class Window {
 public:
  // False where there is no memory.
  bool read(std::uintptr_t at, Frame& frame) {
    if (at < begin_ || at + sizeof(frame) > begin_ + size_) {
      if (!move_to(at) || size_ < sizeof(frame)) return false;
    }
    std::memcpy(&frame, bytes_.data() + (at - begin_), sizeof(frame));
    return true;
  }

 private:
  static constexpr std::size_t kPage = 4096;

  bool move_to(std::uintptr_t at) {
    const std::size_t in_page = kPage - at % kPage;
    const iovec to{bytes_.data(), bytes_.size()};
    const std::array<iovec, 2> from{{{reinterpret_cast<void*>(at), in_page},
                                     {reinterpret_cast<void*>(at + in_page), bytes_.size() - in_page}}};
    const ssize_t got = process_vm_readv(getpid(), &to, 1, from.data(), from.size(), 0);
    begin_ = at;
    size_ = got > 0 ? static_cast<std::size_t>(got) : 0;
    return got > 0;
  }

  std::uintptr_t begin_ = 0;
  std::size_t size_ = 0;
  std::array<unsigned char, 2 * kPage> bytes_;
};

void look(int, siginfo_t*, void* context) {
  const int saved_errno = errno;
  const std::size_t index = used.fetch_add(1);
  if (index < looks.size()) {
    Look& to = looks[index];
    const mcontext_t& registers = static_cast<ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
    to.address[0] = static_cast<std::uintptr_t>(registers.gregs[REG_RIP]);
    auto at = static_cast<std::uintptr_t>(registers.gregs[REG_RBP]);
#else
    to.address[0] = registers.pc;
    auto at = static_cast<std::uintptr_t>(registers.regs[29]);
#endif
    Window window;
    std::size_t depth = 1;
    for (Frame frame{}; depth < kDepth && window.read(at, frame); ++depth) {
      to.address[depth] = frame.return_address - 1;  // inside of the call, even if nothing follows it
      if (frame.caller_frame <= at) break;
      at = frame.caller_frame;
    }
    to.depth = std::min(depth, kDepth);
  }
  errno = saved_errno;
}

timer_t start_timer(pid_t thread) {
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGPROF;
  event._sigev_un._tid = thread;  // glibc 2.36 has no other name for it
  timer_t timer{};
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
    throw Error("cannot start a timer to look at threads");
  const itimerspec every{.it_interval = {0, 1'000'000'000 / Sampler::kPerSecond},
                         .it_value = {0, 1'000'000'000 / Sampler::kPerSecond}};
  timer_settime(timer, 0, &every, nullptr);
  return timer;
}

}  // namespace

Sampler::Sampler() {
  looks.resize(kLooks);
  used = 0;
  struct sigaction action {};
  action.sa_sigaction = look;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigaction(SIGPROF, &action, nullptr);
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
    timers_.push_back(start_timer(std::stoi(entry.path().filename().string())));
  }
}

Sampler::~Sampler() {
  stop();
}

void Sampler::stop() {
  for (const auto timer : timers_) timer_delete(timer);
  timers_.clear();
}

std::vector<std::vector<std::string>> Sampler::stacks() const {
  Symbols symbols;
  std::vector<std::vector<std::string>> result;
  for (std::size_t i = 0; i < std::min(used.load(), looks.size()); ++i) {
    auto& stack = result.emplace_back();
    for (std::size_t d = 0; d < looks[i].depth; ++d) {
      if (const auto& name = symbols.name(looks[i].address[d]); !name.empty()) stack.push_back(name);
    }
  }
  return result;
}

}  // namespace taxon
