#include "interop/isolated.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <new>
#include <semaphore>

#include "base/error.h"
#include "model/temp_file.h"
#include "sanitized.h"

namespace taxon {
namespace {

constexpr WorkLimits kLimits{.memory_bytes = std::size_t{64} << 20U, .seconds = 1, .answer_bytes = 1 << 20};

std::string refusal(const std::function<void(const Sink&)>& work) {
  return message_of<Error>([&] { run_isolated(kLimits, work); });
}

TEST(Isolated, GivesBackWhatTheWorkHandsOver) {
  const std::string large(900'000, 'x');
  EXPECT_EQ(run_isolated(kLimits,
                         [&](const Sink& sink) {
                           sink("ab");
                           sink(large);
                         }),
            "ab" + large);
  EXPECT_EQ(run_isolated(kLimits, [](const Sink&) {}), "");
}

TEST(Isolated, PassesErrorsOn) {
  EXPECT_EQ(refusal([](const Sink& sink) {
              sink("half an answer");
              throw Error("is not what it should be");
            }),
            "is not what it should be");
}

TEST(Isolated, OutlivesACrash) {
  EXPECT_EQ(refusal([](const Sink&) { std::raise(SIGSEGV); }), "is damaged: its reader crashed on it");
  EXPECT_EQ(refusal([](const Sink&) { ::_exit(0); }), "is damaged: its reader crashed on it");
}

TEST(Isolated, TellsACrashFromBeingBrokenOff) {
  for (const int signal : {SIGINT, SIGTERM})
    EXPECT_EQ(refusal([&](const Sink&) { std::raise(signal); }), "was broken off while it was read");
}

// The kernel then keeps no child's status.
TEST(Isolated, NeedsNoStatusOfTheChild) {
  auto* const before = std::signal(SIGCHLD, SIG_IGN);
  EXPECT_EQ(run_isolated(kLimits, [](const Sink& sink) { sink("ab"); }), "ab");
  EXPECT_EQ(refusal([](const Sink&) { throw Error("is no good"); }), "is no good");
  EXPECT_EQ(refusal([](const Sink&) { throw std::bad_alloc(); }), "needs too much memory to read");
  EXPECT_EQ(refusal([](const Sink&) { std::raise(SIGSEGV); }), "is damaged: its reader crashed on it");
  std::signal(SIGCHLD, before);
}

TEST(Isolated, BoundsTimeMemoryAndAnswer) {
  EXPECT_EQ(refusal([](const Sink&) {
              const volatile bool busy = true;
              while (busy) continue;
            }),
            "takes too long to read");
  EXPECT_EQ(refusal([](const Sink&) { std::binary_semaphore(0).acquire(); }), "takes too long to read");
  // Not by new, for which a sanitizer's allocator would end the process.
  EXPECT_EQ(run_isolated(kLimits,
                         [](const Sink& sink) {
                           void* much = ::mmap(nullptr, std::size_t{1} << 30U, PROT_READ | PROT_WRITE,
                                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                           sink(much == MAP_FAILED ? "refused" : "given");
                         }),
            "refused");
  EXPECT_EQ(refusal([](const Sink&) { throw std::bad_alloc(); }), "needs too much memory to read");
  EXPECT_EQ(refusal([](const Sink& sink) {
              for (;;) sink(std::string(1 << 16, 'x'));
            }),
            "holds far more than its size allows");
}

TEST(Isolated, OpensNothing) {
  EXPECT_EQ(run_isolated(kLimits,
                         [](const Sink& sink) {
                           sink(::open("/dev/null", O_RDONLY) < 0 ? "refused" : "opened");
                           sink(::fcntl(4, F_GETFD) < 0 ? ", closed" : ", open");
                         }),
            "refused, closed");
}

// Limits of files would leave these to a library that its input has taken over.
TEST(Isolated, DoesNothingButCompute) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer makes system calls of its own";
  EXPECT_EQ(run_isolated(kLimits,
                         [](const Sink& sink) {
                           const auto tell = [&](int result) {
                             sink(result < 0 && errno == EPERM ? "-" : "!");
                           };
                           tell(::open("/dev/null", O_RDONLY));
                           tell(::unlink("/nowhere/at/all"));
                           tell(::socket(AF_INET, SOCK_STREAM, 0));
                           tell(::kill(::getppid(), 0));
                           tell(::kill(::getpid(), 0));
                           tell(::fork());
                         }),
            "------");
}

}  // namespace
}  // namespace taxon
