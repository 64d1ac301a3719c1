#include "options/option_values.h"

#include <limits>

namespace taxon {
namespace {

// Each is 1024 times the one before, the first 1024 bytes.
constexpr std::string_view kUnits = "KMGT";
constexpr std::size_t kUnit = 1024;

char capital(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

std::size_t parse_size(std::string_view text) {
  std::string_view digits = text;
  const auto unit = text.empty() ? std::string_view::npos : kUnits.find(capital(text.back()));
  if (unit != std::string_view::npos) digits.remove_suffix(1);
  auto bytes = parse_number<std::size_t>(digits);
  for (std::size_t i = 0; unit != std::string_view::npos && bytes && i <= unit; ++i) {
    if (*bytes > std::numeric_limits<std::size_t>::max() / kUnit) {
      bytes.reset();
    } else {
      *bytes *= kUnit;
    }
  }
  if (!bytes || *bytes == 0) throw Error(quoted_name(text) + " is not a size; write it as 512M or 2G");
  return *bytes;
}

std::string size_text(std::size_t bytes) {
  std::size_t units = 0;
  for (; units < kUnits.size() && bytes > 0 && bytes % kUnit == 0; ++units) bytes /= kUnit;
  return units == 0 ? number_text(bytes) : number_text(bytes) + kUnits[units - 1];
}

}  // namespace taxon
