#include "interop/keras_tokenizer.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "interop/shallow_json.h"

namespace taxon {
namespace {

// Read with sorted objects, as an ordered one would take the square of the words' number; written in Keras's
// order.
using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr const char* kSaveAnew = "save anew what Keras's tokenizer.to_json() gives";

// The words by id. An OOV token that is also a word of the texts has that word's id, and nobody has id 1.
std::vector<std::string> words_by_id(const Json& index, const std::optional<std::string>& oov_token) {
  std::vector<std::string> words(index.size() + 1);
  std::vector<bool> taken(words.size(), false);
  for (const auto& [word, value] : index.items()) {
    if (!value.is_number_integer())
      throw Error({.field = "word_index"}, "has no whole number for " + quoted_name(word));
    if (value < 1 || value > words.size()) {
      throw Error({.field = "word_index"}, "gives " + quoted_name(word) + " id " + shown(value) +
                                               ", but has only " + std::to_string(index.size()) +
                                               " words; ids must run from 1 on without gaps");
    }
    const auto id = value.get<std::size_t>();
    if (taken[id - 1])
      throw Error({.field = "word_index"}, "gives id " + std::to_string(id) + " to two words, " +
                                               quoted_name(words[id - 1]) + " and " + quoted_name(word));
    words[id - 1] = word;
    taken[id - 1] = true;
  }
  if (taken.back() && !taken.front() && oov_token && index.contains(*oov_token)) {
    words.front() = *oov_token;
    taken.front() = true;
  }
  if (!taken.back()) {
    words.pop_back();
    taken.pop_back();
  }
  const auto gap = std::find(taken.begin(), taken.end(), false);
  if (gap != taken.end()) {
    throw Error({.field = "word_index"}, "has no word of id " + std::to_string(gap - taken.begin() + 1) +
                                             "; ids must run from 1 on without gaps");
  }
  return words;
}

Tokenizer read_config(const Json& config) {
  TokenizerOptions options;
  if (const Json& limit = config.at("num_words"); !limit.is_null()) {
    if (!limit.is_number_integer() || limit < 2 || limit > std::numeric_limits<std::int32_t>::max() / 2)
      throw Error({.field = "num_words"}, "is " + shown(limit) + "; it must be 2 or more, or null");
    options.num_words = limit.get<std::int32_t>();
  }
  if (!config.at("oov_token").is_null()) options.oov_token = config.at("oov_token").get<std::string>();
  options.filters = config.at("filters").is_null() ? "" : config.at("filters").get<std::string>();
  options.lower = config.at("lower").get<bool>();
  options.split = config.at("split").get<std::string>();
  options.char_level = config.at("char_level").get<bool>();
  Json index;
  try {
    index = parse_shallow(config.at("word_index").get<std::string>());
  } catch (const Error& error) {
    throw Error({.field = "word_index"}, error.what() + std::string("; ") + kSaveAnew);
  }
  if (!index.is_object() || index.empty())
    throw Error({.field = "word_index"}, "has no words; fit the tokenizer first");
  const auto words = words_by_id(index, options.oov_token);
  const std::vector<std::string_view> views(words.begin(), words.end());
  return Tokenizer(std::move(options), Vocabulary::from_words(views));
}

}  // namespace

Tokenizer tokenizer_from_keras_json(std::string_view text) {
  if (text.starts_with("PK\x03\x04")) throw Error("is a zip; give what Keras's tokenizer.to_json() gives");
  Json json;
  try {
    json = parse_shallow(text);
  } catch (const Error& error) {
    throw Error(error.what() + std::string("; ") + kSaveAnew);
  }
  try {
    if (!json.is_object() || json.value("class_name", "") != "Tokenizer")
      throw Error("is not what Keras's tokenizer.to_json() gives (class_name is not Tokenizer)");
    return read_config(json.at("config"));
  } catch (const Json::exception&) {
    throw Error(std::string("is not as Keras writes it; ") + kSaveAnew);
  }
}

std::string tokenizer_to_keras_json(const Tokenizer& tokenizer) {
  const auto dump = [](const OrderedJson& json) { return json.dump(-1, ' ', true); };
  const TokenizerOptions& options = tokenizer.options();
  if (options.icu_words) {
    throw Error(
        "words by ICU's boundaries (--split icu) are none that Keras's Tokenizer could cut; take the ids "
        "from 'taxon tokenize MODEL --json'");
  }
  const Vocabulary& words = tokenizer.vocabulary();
  OrderedJson word_index = OrderedJson::object(), index_word = OrderedJson::object();
  // Pushed as pairs: looking each key up in an ordered object would take the square of the words' number.
  auto& word_pairs = word_index.get_ref<OrderedJson::object_t&>();
  auto& index_pairs = index_word.get_ref<OrderedJson::object_t&>();
  for (std::int32_t id = 1; id <= tokenizer.kept_words(); ++id) {
    const std::string word(words.word(id));
    // Of a word that stands twice (an OOV token that is also a word) the later id counts, as in Keras.
    if (words.find(word) != id && !(options.oov_token == word && tokenizer.oov_id() == id)) continue;
    word_pairs.push_back({word, id});
    index_pairs.push_back({std::to_string(id), word});
  }
  const OrderedJson config = {
      {"num_words", options.num_words > 0 ? OrderedJson(options.num_words) : OrderedJson(nullptr)},
      {"filters", options.filters},
      {"lower", options.lower},
      {"split", options.split},
      {"char_level", options.char_level},
      {"oov_token", options.oov_token ? OrderedJson(*options.oov_token) : OrderedJson(nullptr)},
      {"document_count", 0},
      {"word_counts", "{}"},
      {"word_docs", "{}"},
      {"index_docs", "{}"},
      {"index_word", dump(index_word)},
      {"word_index", dump(word_index)}};
  return dump(OrderedJson{{"class_name", "Tokenizer"}, {"config", config}}) + "\n";
}

}  // namespace taxon
