#include "base/short_decimal.h"

#include <array>
#include <charconv>

namespace taxon {

double short_decimal(float value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.begin(), text.end(), value).ptr;
  double result = 0;
  std::from_chars(text.begin(), end, result);
  return result;
}

}  // namespace taxon
