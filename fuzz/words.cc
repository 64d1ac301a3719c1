// The words' index: words parted by zero bytes are counted and found as by a map, and a vocabulary borrowed
// from stored words is the one that was stored, whatever words and ends are in it.
#include <cstring>
#include <map>

#include "fuzz.h"
#include "text/vocabulary.h"
#include "text/word_counter.h"

namespace taxon {
namespace {

void check_counter(const std::vector<std::string_view>& words) {
  WordCounter counter;
  std::map<std::string_view, std::int64_t> counts;
  for (const auto word : words) {
    const auto number = counter.add(word, hash_word(word));
    FUZZ_REQUIRE(counter.word(number) == word && counter.count(number) == ++counts[word]);
  }
  FUZZ_REQUIRE(counter.size() == counts.size());
}

void check_vocabulary(const std::vector<std::string_view>& words) {
  const auto vocabulary = Vocabulary::from_words(words);
  std::map<std::string_view, std::int32_t> ids;
  for (std::size_t i = 0; i < words.size(); ++i) ids[words[i]] = static_cast<std::int32_t>(i) + 1;
  for (const auto& [word, id] : ids) FUZZ_REQUIRE(vocabulary.find(word) == id && vocabulary.word(id) == word);
  const auto stored =
      Vocabulary::borrow(vocabulary.bytes(vocabulary.size()), vocabulary.ends(vocabulary.size()));
  for (const auto& [word, id] : ids) FUZZ_REQUIRE(stored.find(word) == id && stored.word(id) == word);
}

// The input as ends, however they rise and fall, over as many bytes as the last of them says.
void check_any_ends(std::string_view bytes) {
  std::vector<std::uint64_t> ends(bytes.size() / sizeof(std::uint64_t));
  if (ends.empty()) return;
  std::memcpy(ends.data(), bytes.data(), ends.size() * sizeof(std::uint64_t));
  const auto text = bytes.substr(0, std::min<std::uint64_t>(ends.back(), bytes.size()));
  const auto vocabulary = accepted([&] { return Vocabulary::borrow(text, ends); });
  if (!vocabulary) return;
  for (std::int32_t id = 1; id <= vocabulary->size(); ++id)
    FUZZ_REQUIRE(vocabulary->word(vocabulary->find(vocabulary->word(id))) == vocabulary->word(id));
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const auto bytes = as_text(data, size);
  const auto words = parts_between(bytes, std::string_view("\0", 1));
  check_counter(words);
  check_vocabulary(words);
  check_any_ends(bytes);
  return 0;
}
