#include "base/check.h"

#include <stdexcept>
#include <string>

namespace taxon {

void check_failed(const char* expression, const char* file, int line) {
  throw std::logic_error(std::string(file) + ":" + std::to_string(line) + ": check failed: " + expression);
}

}  // namespace taxon
