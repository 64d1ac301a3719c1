// The tokenizer: first byte: options; then texts, parted by zero bytes. Tokens stand where they say, in
// order; the ways to the same ids (one text, many, while learning, with one thread or two) agree; and so do
// the quick way through the bytes and the general one.
#include "text/tokenizer.h"

#include "base/utf8.h"
#include "fuzz.h"

namespace taxon {
namespace {

TokenizerOptions options_of(unsigned bits) {
  TokenizerOptions options;
  options.num_words = (bits & 1U) != 0 ? 5 : 0;
  options.lower = (bits & 2U) == 0;
  options.char_level = (bits & 4U) != 0;
  if ((bits & 8U) != 0) options.oov_token = "a";
  if ((bits & 16U) != 0) options.filters = "aΣ✓ \n";
  if ((bits & 32U) != 0) options.split = "é";
  if ((bits & 64U) != 0) options.split = "ab";
  options.icu_words = (bits & 128U) != 0 && !options.char_level;
  return options;
}

bool starts_a_character(std::string_view text, std::size_t at) {
  return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

void check_tokens(const Tokenizer& tokenizer, const std::string& text) {
  std::vector<std::int32_t> ids;
  std::size_t last = 0;
  for (const auto& token : tokenizer.tokens(text)) {
    FUZZ_REQUIRE(!token.text.empty() && first_bad_utf8(token.text) == std::string_view::npos);
    FUZZ_REQUIRE(token.begin < token.end && token.end <= text.size());
    FUZZ_REQUIRE(starts_a_character(text, token.begin) && starts_a_character(text, token.end));
    FUZZ_REQUIRE(token.begin >= last);
    last = token.begin;
    FUZZ_REQUIRE(token.id >= 0 && token.id < tokenizer.id_limit());
    if (token.id > 0) ids.push_back(token.id);
  }
  FUZZ_REQUIRE(tokenizer.encode(text) == ids);
}

bool same(const RaggedIds& a, const RaggedIds& b) {
  return a.offsets == b.offsets && a.values == b.values;
}

void check_learning(const TokenizerOptions& options, const std::vector<std::string>& texts) {
  static ThreadPool one(1), two(2);
  RaggedIds ids;
  const auto tokenizer = Tokenizer::fit_and_encode(options, texts, one, ids);
  FUZZ_REQUIRE(same(tokenizer.encode(texts, two), ids));
  const auto again = Tokenizer::fit(options, texts, two);
  FUZZ_REQUIRE(again.vocabulary().size() == tokenizer.vocabulary().size());
  const auto words = tokenizer.vocabulary().size();
  FUZZ_REQUIRE(again.vocabulary().bytes(words) == tokenizer.vocabulary().bytes(words));
  for (const auto& text : texts) check_tokens(tokenizer, text);
}

// A filter beyond ASCII that no text has leaves the words as they are, but not the quick way to them.
void check_general_way(TokenizerOptions options, const std::vector<std::string>& texts) {
  constexpr std::string_view kNowhere = "\U0010FFFF";
  const WordSplitter quick(options);
  options.filters += kNowhere;
  const WordSplitter general(options);
  WordSplitter::Scratch quick_scratch, general_scratch;
  for (const auto& text : texts) {
    if (text.find(kNowhere) != std::string::npos) continue;
    const auto a = quick.tokens(text, quick_scratch), b = general.tokens(text, general_scratch);
    FUZZ_REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
      FUZZ_REQUIRE(a[i].text == b[i].text && a[i].begin == b[i].begin && a[i].end == b[i].end);
  }
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  auto bytes = as_text(data, size);
  const auto options = options_of(take_byte(bytes));
  std::vector<std::string> texts;
  for (const auto part : parts_between(bytes, std::string_view("\0", 1)))
    texts.push_back(replace_bad_utf8(part));
  check_learning(options, texts);
  check_general_way(options, texts);
  return 0;
}
