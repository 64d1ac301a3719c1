#include "model/model_json.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "model/temp_file.h"

namespace taxon {
namespace {

ModelOptions unusual_options() {
  ModelOptions options;
  options.tokenizer = {.num_words = 12, .oov_token = "", .filters = "\"\\\n", .lower = false, .split = "··"};
  options.truncating = Side::kPost;
  options.config = {.vocabulary = 12, .maxlen = 9, .embed_dim = 8, .heads = 3, .key_dim = 5, .ff_dim = 7};
  options.config.blocks = 2;
  options.config.classes = 3;
  options.config.mask = true;
  options.config.padding = Side::kPost;
  options.config.positions = Positions::kSinusoidal;
  options.config.dropout = 0.1F;
  options.config.norm_epsilon = 1e-5F;
  return options;
}

TEST(ModelJson, OptionsRoundTrip) {
  const auto options = unusual_options();
  EXPECT_EQ(options_from_json(options_to_json(options)), options);
  auto without_oov = options;
  without_oov.tokenizer.oov_token.reset();
  EXPECT_EQ(options_from_json(options_to_json(without_oov)), without_oov);
}

// Files of single-label models stay what programs before multi-label ones wrote.
TEST(ModelJson, OutputIsNamedForSigmoidsOnly) {
  auto options = unusual_options();
  EXPECT_EQ(options_to_json(options).find("output"), std::string::npos);
  options.config.output = Output::kSigmoid;
  const auto json = options_to_json(options);
  EXPECT_NE(json.find("\"output\": \"sigmoid\""), std::string::npos) << json;
  EXPECT_EQ(options_from_json(json), options);
  auto strange = json;
  strange.replace(strange.find("sigmoid"), 7, "softmix");
  const auto message = message_of<Error>([&] { options_from_json(strange); });
  EXPECT_NE(message.find("'softmix'"), std::string::npos) << message;
}

TEST(ModelJson, WordsAreNamedForIcuOnly) {
  auto options = unusual_options();
  EXPECT_EQ(options_to_json(options).find("\"words\""), std::string::npos);
  options.tokenizer.icu_words = true;
  const auto json = options_to_json(options);
  EXPECT_NE(json.find("\"words\": \"icu\""), std::string::npos) << json;
  EXPECT_EQ(options_from_json(json), options);
}

TEST(ModelJson, ProvenanceRoundTripsWithoutFigures) {
  Provenance provenance{.program = "taxon 1", .train_sha256 = "x", .train_texts = 2};
  EXPECT_EQ(provenance_from_json(provenance_to_json(provenance)), provenance);
}

TEST(ModelJson, NamesTheMissingKey) {
  const auto message = message_of<Error>([] { provenance_from_json("{}"); });
  EXPECT_NE(message.find("'program'"), std::string::npos) << message;
}

std::string changed(std::string json, const std::string& what, const std::string& by) {
  const auto at = json.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return json.replace(at, what.size(), by);
}

TEST(ModelJson, RefusesCountsThatAreNone) {
  const auto json = provenance_to_json({.seed = 77});
  for (const char* seed : {"-1", "1e300", "7.0", "18446744073709551616", "\"7\"", "null"}) {
    const auto message = message_of<Error>([&] { provenance_from_json(changed(json, "77", seed)); });
    EXPECT_NE(message.find("seed: is not a whole number"), std::string::npos) << seed << ": " << message;
  }
  EXPECT_EQ(provenance_from_json(changed(json, "77", "18446744073709551615")).seed, 18446744073709551615U);
}

TEST(ModelJson, RefusesNumbersBeyondAFloat) {
  const auto json = options_to_json(unusual_options());
  for (const char* epsilon : {"1e300", "-1e300", "3.5e38"}) {
    const auto broken = changed(json, "9.999999747378752e-06", epsilon);
    EXPECT_NE(message_of<Error>([&] { options_from_json(broken); }), "") << epsilon;
  }
}

TEST(ModelJson, QuotesWhatItCannotPrint) {
  const auto no_json = message_of<Error>([] { options_from_json("{\"a\x7F\xFF\" x"); });
  EXPECT_EQ(no_json.find_first_of("\x7F\xFF"), std::string::npos) << no_json;
  const auto broken = changed(options_to_json(unusual_options()), "\"post\"", "\"po\\nst\"");
  const auto message = message_of<Error>([&] { options_from_json(broken); });
  EXPECT_NE(message.find("'po\\x0Ast'"), std::string::npos) << message;
}

}  // namespace
}  // namespace taxon
