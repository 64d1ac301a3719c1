#include <csignal>
#include <cstdio>
#include <exception>
#include <string>

#include "base/error.h"
#include "cli/output.h"
#include "cli/parse.h"

namespace {

constexpr int kFailedJob = 1, kWrongCall = 2, kSignalBase = 128;

// One line on standard error, whatever the message holds.
int complain(std::string message, int status) {
  for (char& c : message) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  std::fprintf(stderr, "taxon: %s\n", message.c_str());
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file beyond the shell's limit is a failed write, with a message
  try {
    const auto invocation = taxon::parse_command_line(argc, argv);
    return invocation ? invocation->command->run(invocation->settings) : 0;
  } catch (const taxon::OutputClosed&) {
    return 0;  // whoever read the output has seen enough
  } catch (const taxon::Error& error) {
    return complain(error.what(), kWrongCall);
  } catch (const taxon::Interrupted& interrupted) {
    return complain(interrupted.what(), kSignalBase + interrupted.signal_number());
  } catch (const taxon::JobFailed& failure) {
    return complain(failure.what(), kFailedJob);
  } catch (const std::bad_alloc&) {
    return complain("not enough memory; use fewer texts, a smaller --num-words or a smaller network",
                    kFailedJob);
  } catch (const std::exception& error) {
    return complain(std::string("a fault in the program, please report it: ") + error.what(), kFailedJob);
  }
}
