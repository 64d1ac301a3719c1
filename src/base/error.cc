#include "base/error.h"

#include <system_error>

#include "base/utf8.h"

namespace taxon {
namespace {

std::string located(const Where& where, const std::string& message) {
  std::string text = printable(where.file);
  if (where.line > 0) text += ":" + std::to_string(where.line);
  if (!text.empty()) text += ": ";
  if (!where.field.empty()) text += printable(where.field) + ": ";
  return text + message;
}

}  // namespace

Error::Error(const Where& where, const std::string& message)
    : std::runtime_error(located(where, message)), where_(where), message_(message) {}

std::string printable(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const char c : replace_bad_utf8(bytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      text += c;
    } else {
      text += "\\x";
      text += kDigits[byte >> 4U];
      text += kDigits[byte & 15U];
    }
  }
  return text;
}

std::string quoted_name(std::string_view name) {
  constexpr std::size_t kLongest = 120;
  return "'" + printable(name.substr(0, kLongest)) + (name.size() > kLongest ? "...'" : "'");
}

std::string quoted_names(std::span<const std::string> names) {
  constexpr std::size_t kLongest = 1000;
  std::string text;
  std::size_t shown = 0;
  for (; shown < names.size() && text.size() < kLongest; ++shown) {
    text += (text.empty() ? "" : ", ") + quoted_name(names[shown]);
  }
  if (shown < names.size()) text += " and " + std::to_string(names.size() - shown) + " more";
  return text.empty() ? "none" : text;
}

std::string errno_text(int error_number) {
  return std::generic_category().message(error_number);
}

}  // namespace taxon
