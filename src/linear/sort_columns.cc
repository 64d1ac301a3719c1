#include "linear/sort_columns.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace taxon {
namespace {

constexpr unsigned kDigitBits = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
// Below, setting the counters to 0 costs more than it saves.
constexpr std::size_t kLong = 512;

void sort_by_digit(const SparseValue* from, std::size_t n, SparseValue* to, unsigned shift) {
  std::array<std::uint32_t, kDigits> places{};
  for (std::size_t i = 0; i < n; ++i) ++places[(from[i].column >> shift) % kDigits];
  std::uint32_t next = 0;
  for (std::uint32_t& place : places) {
    const std::uint32_t count = place;
    place = next;
    next += count;
  }
  for (std::size_t i = 0; i < n; ++i) to[places[(from[i].column >> shift) % kDigits]++] = from[i];
}

}  // namespace

void sort_columns(std::vector<SparseValue>& values, std::size_t begin, std::size_t columns) {
  const std::size_t n = values.size() - begin;
  if (n < kLong) {
    std::stable_sort(values.begin() + static_cast<std::ptrdiff_t>(begin), values.end(),
                     [](const SparseValue& a, const SparseValue& b) { return a.column < b.column; });
    return;
  }
  values.resize(begin + 2 * n);
  SparseValue* row = values.data() + begin;
  SparseValue* other = row + n;
  const auto bits = static_cast<unsigned>(std::bit_width(columns));
  for (unsigned shift = 0; shift < bits; shift += kDigitBits) {
    sort_by_digit(row, n, other, shift);
    std::swap(row, other);
  }
  if (row != values.data() + begin) std::copy_n(row, n, other);
  values.resize(begin + n);
}

}  // namespace taxon
