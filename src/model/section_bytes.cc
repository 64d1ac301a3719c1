#include "model/section_bytes.h"

#include <bit>

namespace taxon {

void take_zeros(Cursor& cursor, std::size_t n) {
  for (const std::byte zero : cursor.take(n)) {
    if (zero != std::byte{0}) throw Error("has something between its parts");
  }
}

void check_end(const Cursor& cursor) {
  if (cursor.left() > 0) throw Error("has bytes that belong to no part");
}

// Without a way out of the loop the compiler makes it a vector's: a model's weights in a millisecond.
bool all_finite(std::span<const float> values) {
  constexpr std::uint32_t kExponent = 0x7F800000U;
  std::uint32_t odd = 0;
  for (const float value : values)
    odd |= (std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent ? 1U : 0U;
  return odd == 0;
}

std::vector<std::string> StringList::copies() const {
  std::vector<std::string> texts;
  std::size_t begin = 0;
  for (const auto end : ends) {
    texts.emplace_back(bytes.substr(begin, end - begin));
    begin = end;
  }
  return texts;
}

std::string string_list(std::span<const std::string> texts) {
  std::string list, bytes;
  append<std::uint64_t>(list, texts.size());
  for (const auto& text : texts) {
    bytes += text;
    append<std::uint64_t>(list, bytes.size());
  }
  return list + bytes;
}

StringList read_strings(std::span<const std::byte> section) {
  Cursor cursor(section);
  const auto count = cursor.number<std::uint64_t>();
  if (count > cursor.left() / sizeof(std::uint64_t)) throw Error("counts more entries than it has room for");
  const auto ends = cursor.take(count * sizeof(std::uint64_t));
  StringList list{{reinterpret_cast<const std::uint64_t*>(ends.data()), count}, cursor.text(cursor.left())};
  std::uint64_t begin = 0;
  for (const auto end : list.ends) {
    if (end < begin || end > list.bytes.size()) throw Error("has an entry that ends outside of it");
    begin = end;
  }
  if (begin != list.bytes.size()) throw Error("has bytes that belong to no entry");
  return list;
}

}  // namespace taxon
