// Pretrained word vectors: what is accepted has as many finite numbers for each word, and written out line by
// line it reads back as the same.
#include "data/word_vectors.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/utf8.h"
#include "fuzz.h"

namespace taxon {
namespace {

using Words = std::vector<std::pair<std::string, std::vector<float>>>;

Words read(const std::string& path) {
  WordVectorReader reader(path);
  Words words;
  while (reader.next()) {
    const auto numbers = reader.numbers();
    words.emplace_back(reader.word(), std::vector<float>(numbers.begin(), numbers.end()));
  }
  FUZZ_REQUIRE(reader.sha256().size() == 64);
  return words;
}

std::string written(const Words& words) {
  std::string lines = std::to_string(words.size()) + ' ' + std::to_string(words[0].second.size()) + '\n';
  for (const auto& [word, numbers] : words) {
    lines += word;
    for (const float value : numbers) {
      std::array<char, 64> text{};
      const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
      lines += ' ' + std::string(text.data(), end);
    }
    lines += '\n';
  }
  return lines;
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const auto path = write_scratch("vectors", as_text(data, size));
  const auto words = accepted([&] { return read(path); });
  if (!words) return 0;
  FUZZ_REQUIRE(!words->empty());
  for (const auto& [word, numbers] : *words) {
    FUZZ_REQUIRE(first_bad_utf8(word) == std::string_view::npos);
    FUZZ_REQUIRE(!numbers.empty() && numbers.size() == words->front().second.size());
    FUZZ_REQUIRE(std::all_of(numbers.begin(), numbers.end(), [](float v) { return std::isfinite(v); }));
  }
  FUZZ_REQUIRE(read(write_scratch("again", written(*words))) == *words);
  return 0;
}
