#include "base/check.h"

#include <string>

#include "base/error.h"

namespace taxon {

void check_failed(const char* expression, const char* file, int line) {
  throw Fault(std::string(file) + ":" + std::to_string(line) + ": check failed: " + expression);
}

}  // namespace taxon
