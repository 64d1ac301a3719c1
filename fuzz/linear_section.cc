// The two sections of a linear model, behind the checksums: the input is a byte that says how many classes
// the model is to have, then the features' section and the weights' with "\n====\n" between. What is accepted
// scores any text by numbers, and written anew it is the same to the byte.
#include "model/linear_section.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/files.h"
#include "fuzz.h"

namespace taxon {
namespace {

constexpr std::array kTexts = {"", "river bank", "The river's bank, größe 日本語 a a a a"};

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string joined(const std::vector<std::string_view>& pieces) {
  std::string bytes;
  for (const auto piece : pieces) bytes += piece;
  return bytes;
}

void check_scores(const LinearModel& model) {
  LinearModel::Scratch scratch(model);
  std::vector<double> scores(model.classes());
  for (const char* text : kTexts) {
    model.score(text, scratch, scores);
    FUZZ_REQUIRE(
        std::all_of(scores.begin(), scores.end(), [](double score) { return std::isfinite(score); }));
  }
}

void check(std::string_view bytes) {
  const std::size_t classes = 1 + take_byte(bytes) % 32;
  const auto parts = parts_between(bytes, "\n====\n");
  if (parts.size() != 2) return;
  // On borders, as they lie in a file.
  const MappedFile first = MappedFile::copy_of(parts[0]), second = MappedFile::copy_of(parts[1]);
  const auto features = accepted([&] { return read_linear_features(first.bytes()); });
  if (!features) return;
  const auto weights =
      accepted([&] { return read_linear_weights(second.bytes(), features->size(), classes); });
  if (!weights) return;
  check_scores(LinearModel(*features, *weights));
  FUZZ_REQUIRE(joined(linear_features_pieces(*features, linear_features_head(*features))) ==
               text_of(first.bytes()));
  FUZZ_REQUIRE(joined(linear_weights_pieces(*weights)) == text_of(second.bytes()));
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  taxon::check(taxon::as_text(data, size));
  return 0;
}
