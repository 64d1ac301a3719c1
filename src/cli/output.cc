#include "cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/error.h"

namespace taxon {

void write_output(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(STDOUT_FILENO, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EPIPE) throw OutputClosed();
    if (n < 0) throw JobFailed("standard output: cannot write: " + errno_text(errno));
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

void tell_note(std::string_view text) {
  std::fprintf(stderr, "note: %.*s\n", static_cast<int>(text.size()), text.data());
}

}  // namespace taxon
