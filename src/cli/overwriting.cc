#include "cli/overwriting.h"

#include <filesystem>
#include <system_error>

#include "base/error.h"

namespace taxon {

void refuse_overwriting(const std::string& out, std::initializer_list<std::string> inputs) {
  for (const std::string& input : inputs) {
    std::error_code ignored;
    if (std::filesystem::equivalent(out, input, ignored))
      throw Error({.file = out}, "is what is read, and would be replaced; name another file");
  }
}

}  // namespace taxon
