#include <unistd.h>
#include <csignal>
#include <filesystem>

#include "base/files.h"
#include "cli/program.h"

namespace taxon {
namespace {

class Interrupt : public ProgramTest {
 protected:
  // A run that would take far longer than the test may.
  RunningProgram endless(const std::string& out, const std::string& data, const Arguments& options) const {
    return RunningProgram(
        folder(),
        Arguments{"train", data, "--out", out, "--epochs", "1000000", "--patience", "1000000"} + options);
  }
};

TEST_F(Interrupt, KeepsTheBestModelSoFar) {
  for (const int signal_number : {SIGINT, SIGTERM}) {
    const auto out = path("m.taxon");
    auto program =
        endless(out, two_classes(), {"--embed-dim", "8", "--key-dim", "4", "--valid-fraction", "0.25"});
    program.wait_for_error_text("epoch 2/");
    program.send(signal_number);
    const auto outcome = program.finish();
    EXPECT_EQ(outcome.status, 128 + signal_number) << outcome.err;
    EXPECT_NE(outcome.err.find("taxon: interrupted in epoch "), std::string::npos) << outcome.err;
    EXPECT_NE(outcome.err.find(out + " holds the weights of epoch "), std::string::npos) << outcome.err;
    EXPECT_EQ(run({"predict", out}, "boat\n").status, 0);
    std::filesystem::remove(out);
  }
}

TEST_F(Interrupt, BeforeTheFirstEpochNothingIsWritten) {
  const auto out = write("m.taxon", "precious");
  // The notebook's sizes: an epoch of these takes seconds.
  auto program = endless(out, two_classes("data", 1000), {});
  usleep(500000);
  program.send(SIGINT);
  const auto outcome = program.finish();
  EXPECT_EQ(outcome.status, 130);
  EXPECT_NE(outcome.err.find("before the first epoch was complete; no model is written"), std::string::npos)
      << outcome.err;
  EXPECT_EQ(read_file(out), "precious");
}

}  // namespace
}  // namespace taxon
