#include "model/linear_section.h"

#include <cstdint>
#include <limits>

#include "base/check.h"
#include "base/error.h"
#include "model/section_bytes.h"
#include "model/section_file.h"

namespace taxon {
namespace {

void check_border(std::span<const std::byte> section) {
  TAXON_CHECK(reinterpret_cast<std::uintptr_t>(section.data()) % kSectionAlignment == 0);
}

void append_range(std::string& head, const NgramRange& range) {
  append<std::int32_t>(head, range.from);
  append<std::int32_t>(head, range.to);
}

NgramRange read_range(Cursor& cursor) {
  const auto from = cursor.number<std::int32_t>();
  return {from, cursor.number<std::int32_t>()};
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
