#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace taxon {

// The whole of `text` as a number, whatever the locale; nothing where it is none or does not fit. A T of
// floating point may be infinite or NaN where the text says so. Thread-safe.
template <class T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace taxon
