#include "options/option_groups.h"

#include <limits>

#include "options/option_values.h"

namespace taxon {
namespace {

constexpr int kMaxInt = std::numeric_limits<int>::max();

std::optional<std::string> parse_oov_token(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

// Keras's escapes cannot be typed in a shell's quotes: TAB and LF are written \t and \n.
std::string parse_filters(const std::string& text) {
  std::string filters;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 't' || text[i + 1] == 'n');
    filters += !escape ? text[i] : text[i + 1] == 't' ? '\t' : '\n';
    if (escape) ++i;
  }
  return filters;
}

// "icu" is no string to split at: nobody's words are parted by it.
constexpr const char* kIcu = "icu";

void set_split(Settings& settings, const std::string& text) {
  settings.tokenizer.icu_words = text == kIcu;
  settings.tokenizer.split = settings.tokenizer.icu_words ? TokenizerOptions{}.split : text;
}

std::string split_text(const Settings& settings) {
  return settings.tokenizer.icu_words ? kIcu : settings.tokenizer.split;
}

const std::vector<std::pair<std::string, Side>> kSides = {{"pre", Side::kPre}, {"post", Side::kPost}};

}  // namespace

void add_text_options(std::vector<Option>& table) {
  const std::string group = "Text";
  const auto add = [&](std::string name, OptionValue value, std::string help, unsigned commands) {
    table.push_back(
        {std::move(name), std::move(value), std::move(help), commands, group, Presence::kOptional, true});
  };
  // What is a word depends on the language, and is the user's to say; the sizes are tune's to vary.
  const unsigned sizes = kTrains | kTokenize | kCheck, tokenizes = sizes | kTune;
  add("--num-words", whole_number(TAXON_FIELD(tokenizer.num_words), 0, kMaxInt / 2),
      "ids given to words, padding's and the unknown word's included; 0: no limit", sizes);
  add("--oov-token",
      {.placeholder = "TEXT",
       .set = [](Settings& s, const std::string& text) { s.tokenizer.oov_token = parse_oov_token(text); },
       .get = [](const Settings& s) { return s.tokenizer.oov_token.value_or(""); }},
      "word that stands for unknown ones; empty: they are dropped", kTrains | kTokenize | kTune);
  add("--filters", parsed(TAXON_FIELD(tokenizer.filters), parse_filters, "CHARS"),
      R"(characters that part words, \t and \n for TAB and LF; Keras's by default)", tokenizes);
  add("--lower", on_off(TAXON_FIELD(tokenizer.lower)), "lower-case the texts first", tokenizes);
  add("--split", {.placeholder = "TEXT|icu", .set = set_split, .get = split_text},
      "what stands between words (a space); icu: take words from ICU's word boundaries (Chinese, Japanese, "
      "Thai, ...)",
      tokenizes);
  add("--char-level", on_off(TAXON_FIELD(tokenizer.char_level)), "every character is a word", tokenizes);
  add("--maxlen", whole_number(TAXON_FIELD(encoder.maxlen), 1, 1 << 20),
      "tokens of a text that are looked at", kTrains | kCheck);
  add("--truncating", choice(TAXON_FIELD(truncating), kSides), "the end that longer texts are cut at",
      kTrains);
  add("--padding", choice(TAXON_FIELD(encoder.padding), kSides),
      "the end that shorter texts are filled up at", kTrains);
}

}  // namespace taxon
