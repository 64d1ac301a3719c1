#include "model/linear_section.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/check.h"
#include "base/error.h"
#include "model/section_bytes.h"
#include "model/section_file.h"

namespace taxon {
namespace {

// Appends the values and zeros up to the next border.
template <class T>
void add_piece(std::vector<std::string_view>& pieces, std::span<const T> values) {
  static constexpr std::array<char, kSectionAlignment> kZeros{};
  pieces.push_back(bytes_of(values));
  const std::size_t over = values.size_bytes() % kSectionAlignment;
  if (over > 0) pieces.emplace_back(kZeros.data(), kSectionAlignment - over);
}

// Takes the zeros up to a border.
void take_zeros(Cursor& cursor, std::size_t n) {
  for (const std::byte zero : cursor.take(n)) {
    if (zero != std::byte{0}) throw Error("has something between its parts");
  }
}

// Takes what add_piece() has written, `n` values where they stand.
template <class T>
std::span<const T> take_piece(Cursor& cursor, std::size_t n) {
  static_assert(kSectionAlignment % alignof(T) == 0);
  const auto bytes = cursor.take(n * sizeof(T));
  const std::size_t over = bytes.size() % kSectionAlignment;
  if (over > 0) take_zeros(cursor, kSectionAlignment - over);
  return {reinterpret_cast<const T*>(bytes.data()), n};
}

void check_border(std::span<const std::byte> section) {
  TAXON_CHECK(reinterpret_cast<std::uintptr_t>(section.data()) % kSectionAlignment == 0);
}

void check_end(const Cursor& cursor) {
  if (cursor.left() > 0) throw Error("has bytes that belong to no part");
}

void append_range(std::string& head, const NgramRange& range) {
  append<std::int32_t>(head, range.from);
  append<std::int32_t>(head, range.to);
}

NgramRange read_range(Cursor& cursor) {
  const auto from = cursor.number<std::int32_t>();
  return {from, cursor.number<std::int32_t>()};
}

bool all_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

}  // namespace

std::string linear_features_head(const TfidfFeatures& features) {
  const FeatureOptions& options = features.options();
  std::string head;
  append<std::uint64_t>(head, features.size());
  append_range(head, options.ngrams.words);
  append_range(head, options.ngrams.characters);
  append<std::int32_t>(head, options.min_texts);
  append<std::int32_t>(head, options.max_features);
  append<std::uint32_t>(head, options.sublinear ? 1 : 0);
  append<std::uint32_t>(head, options.ngrams.icu_words ? 1 : 0);
  head.resize(kSectionAlignment, '\0');
  return head;
}

std::vector<std::string_view> linear_features_pieces(const TfidfFeatures& features, std::string_view head) {
  std::vector<std::string_view> pieces{head};
  add_piece(pieces, features.index().begins());
  add_piece(pieces, features.index().entries());
  add_piece(pieces, features.idf());
  return pieces;
}

TfidfFeatures read_linear_features(std::span<const std::byte> section) {
  check_border(section);
  Cursor cursor(section);
  const auto size = cursor.number<std::uint64_t>();
  FeatureOptions options;
  options.ngrams.words = read_range(cursor);
  options.ngrams.characters = read_range(cursor);
  options.min_texts = cursor.number<std::int32_t>();
  options.max_features = cursor.number<std::int32_t>();
  const auto sublinear = cursor.number<std::uint32_t>();
  if (sublinear > 1) throw Error("weighs counts in a way that this program does not know");
  options.sublinear = sublinear == 1;
  const auto icu_words = cursor.number<std::uint32_t>();
  if (icu_words > 1) throw Error("cuts words in a way that this program does not know");
  options.ngrams.icu_words = icu_words == 1;
  take_zeros(cursor, kSectionAlignment - cursor.position());
  // Before anything is computed from the number.
  if (size >= NgramIndex::kMaxSize) throw Error("counts more features than a model may have");
  const auto begins = take_piece<std::uint32_t>(cursor, NgramIndex::begins_for(size));
  const auto entries = take_piece<NgramIndex::Entry>(cursor, size);
  const auto idf = take_piece<float>(cursor, size);
  check_end(cursor);
  return TfidfFeatures::borrow(options, NgramIndex::borrow(begins, entries), idf);
}

std::vector<std::string_view> linear_weights_pieces(const ByteWeights& weights) {
  std::vector<std::string_view> pieces;
  add_piece(pieces, weights.scales.span());
  add_piece(pieces, weights.biases.span());
  add_piece(pieces, weights.bytes.span());
  return pieces;
}

ByteWeights read_linear_weights(std::span<const std::byte> section, std::size_t features,
                                std::size_t classes) {
  check_border(section);
  // Neither comes from the section; their product does not overflow.
  TAXON_CHECK(features < NgramIndex::kMaxSize && classes <= std::numeric_limits<std::uint32_t>::max());
  Cursor cursor(section);
  const auto scales = take_piece<float>(cursor, classes);
  const auto biases = take_piece<float>(cursor, classes);
  const auto bytes = take_piece<std::int8_t>(cursor, features * classes);
  check_end(cursor);
  if (!all_finite(scales) || !all_finite(biases)) throw Error("has a value that is not a number");
  return {features, classes, SharedArray<std::int8_t>::borrow(bytes), SharedArray<float>::borrow(scales),
          SharedArray<float>::borrow(biases)};
}

}  // namespace taxon
