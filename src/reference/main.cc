// A developer's tool, not installed: prints a page that is made from the option table. See scripts/docs and
// cmake/package.cmake.

#include <array>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "cli/output.h"
#include "reference/pages.h"

namespace {

constexpr std::array<std::pair<std::string_view, std::string (*)()>, 5> kPages = {
    {{"man", taxon::man_page},
     {"options", taxon::options_page},
     {"bash", taxon::bash_completion},
     {"zsh", taxon::zsh_completion},
     {"fish", taxon::fish_completion}}};

}  // namespace

int main(int argc, char** argv) {
  try {
    for (const auto& [name, page] : kPages) {
      if (argc != 2 || argv[1] != name) continue;
      taxon::write_output(page());
      return 0;
    }
    std::fputs("usage: taxon_pages man|options|bash|zsh|fish\n", stderr);
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "taxon_pages: %s\n", error.what());
    return 1;
  }
}
