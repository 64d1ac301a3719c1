#include "base/error.h"

#include <system_error>

namespace taxon {
namespace {

std::string located(const Where& where, const std::string& message) {
  std::string text = where.file;
  if (where.line > 0) text += ":" + std::to_string(where.line);
  if (!text.empty()) text += ": ";
  if (!where.field.empty()) text += where.field + ": ";
  return text + message;
}

}  // namespace

Error::Error(const Where& where, const std::string& message)
    : std::runtime_error(located(where, message)), where_(where) {}

std::string errno_text(int error_number) {
  return std::generic_category().message(error_number);
}

}  // namespace taxon
