#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "model/section_file.h"

namespace taxon {

// How numbers and texts stand in the sections of a file (section_file.h), and how they are read back: nothing
// is read or allocated that the section has no bytes for; what is wrong is an Error without a place, which
// in_section() adds.

template <class T>
std::string_view bytes_of(std::span<const T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

template <class T>
void append(std::string& bytes, T value) {
  static_assert(std::is_arithmetic_v<T>);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

// Takes a section apart from its front and never reads past its end.
class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::size_t position() const { return position_; }
  std::size_t left() const { return bytes_.size() - position_; }

  std::span<const std::byte> take(std::uint64_t size) {
    if (size > left()) throw Error("ends too early");
    const auto part = bytes_.subspan(position_, size);
    position_ += size;
    return part;
  }

  template <class T>
  T number() {
    static_assert(std::is_arithmetic_v<T>);
    T value;
    std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
    return value;
  }

  std::string_view text(std::uint64_t size) {
    const auto part = take(size);
    return {reinterpret_cast<const char*>(part.data()), part.size()};
  }

 private:
  std::span<const std::byte> bytes_;
  std::size_t position_ = 0;
};

// Appends values to a section's pieces, and zeros up to the next multiple of kSectionAlignment. The values
// are borrowed.
template <class T>
void add_piece(std::vector<std::string_view>& pieces, std::span<const T> values) {
  static constexpr std::array<char, kSectionAlignment> kZeros{};
  pieces.push_back(bytes_of(values));
  const std::size_t over = values.size_bytes() % kSectionAlignment;
  if (over > 0) pieces.emplace_back(kZeros.data(), kSectionAlignment - over);
}

// Takes zeros.
void take_zeros(Cursor& cursor, std::size_t n);

// Takes what add_piece() has written, `n` values where they stand.
template <class T>
std::span<const T> take_piece(Cursor& cursor, std::size_t n) {
  static_assert(kSectionAlignment % alignof(T) == 0);
  const auto bytes = cursor.take(n * sizeof(T));
  const std::size_t over = bytes.size() % kSectionAlignment;
  if (over > 0) take_zeros(cursor, kSectionAlignment - over);
  return {reinterpret_cast<const T*>(bytes.data()), n};
}

// Nothing may be left.
void check_end(const Cursor& cursor);

// Whether no value is infinite or none.
bool all_finite(std::span<const float> values);

// A list of texts is their number, where each one ends (8 bytes each, counted from the first one's first
// byte) and their bytes, so that it can be used where it stands in a mapped file.
struct StringList {
  std::span<const std::uint64_t> ends;
  std::string_view bytes;

  std::vector<std::string> copies() const;
};

std::string string_list(std::span<const std::string> texts);
StringList read_strings(std::span<const std::byte> section);

}  // namespace taxon
