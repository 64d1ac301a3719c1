// What a model file of words by ICU has beside the others: the section of its version.

#include <gtest/gtest.h>

#include <array>

#include "model/changed_sections.h"
#include "model/model_file.h"
#include "model/other_icu.h"
#include "model/tiny_model.h"
#include "text/icu_words.h"

namespace taxon {
namespace {

Classifier icu_model(const std::string& version = icu_version()) {
  Classifier model = tiny_model();
  TokenizerOptions options = model.tokenizer.options();
  options.icu_words = true;
  model.tokenizer = Tokenizer(options, model.tokenizer.vocabulary());
  model.icu_version = version;
  return model;
}

TEST(IcuFile, RoundTrip) {
  const auto model = icu_model("71.3");
  const auto bytes = model_bytes(model);
  const auto loaded = load_model_bytes(bytes, "m");
  EXPECT_EQ(loaded.tokenizer.options(), model.tokenizer.options());
  EXPECT_EQ(loaded.icu_version, "71.3");
  EXPECT_TRUE(model_bytes(loaded) == bytes);
  EXPECT_EQ(error_after(model, [](Contents&) {}), "");
}

// A program from before this section knows the other six.
TEST(IcuFile, OlderProgramsRefuseIt) {
  constexpr std::array<std::string_view, 6> kOlder = {"options", "vocabulary", "labels",
                                                      "weights", "thresholds", "provenance"};
  const TempFile file;
  save_model(icu_model(), file.path());
  const auto message = message_of<Error>([&] { SectionFile(file.path(), kOlder); });
  EXPECT_NE(message.find("needs section 'icu'"), std::string::npos) << message;
}

TEST(IcuFile, OtherModelsAreAsBefore) {
  const auto bytes = model_bytes(tiny_model());
  EXPECT_EQ(bytes.find("icu"), std::string::npos);
  EXPECT_EQ(bytes.find("\"words\""), std::string::npos);
}

TEST(IcuFile, RefusesAVersionThatIsMissingStrangeOrNotAskedFor) {
  const auto model = icu_model();
  EXPECT_NE(error_after(model, [](Contents& c) { c.erase("icu"); }), "");
  for (const std::string& wrong : {std::string(), std::string("72\n"), std::string(33, '1')}) {
    const auto message = error_after(model, [&](Contents& c) { c["icu"] = wrong; });
    EXPECT_NE(message.find("is not a version"), std::string::npos) << message;
  }
  const auto beside = error_after(tiny_model(), [](Contents& c) { c["icu"] = "72.1"; });
  EXPECT_NE(beside.find("words that are not its own"), std::string::npos) << beside;
  const auto strange = error_after(model, [](Contents& c) {
    auto& json = c["options"];
    json.replace(json.find("\"icu\""), 5, "\"mecab\"");
  });
  EXPECT_NE(strange.find("'mecab'"), std::string::npos) << strange;
  const auto both = error_after(model, [](Contents& c) {
    auto& json = c["options"];
    json.replace(json.find("\"char_level\": false"), 19, "\"char_level\": true");
  });
  EXPECT_NE(both.find("every character is a word already"), std::string::npos) << both;
}

TEST(IcuFile, ANoteWhereTheVersionsDiffer) {
  EXPECT_EQ(other_icu_note(icu_model(), "m"), "");
  EXPECT_EQ(other_icu_note(tiny_model(), "m"), "");
  EXPECT_EQ(other_icu_note(icu_model("1.2"), "m.taxon"),
            "m.taxon was trained on words that ICU 1.2 cut, and this program has ICU " + icu_version() +
                ", which may cut some texts otherwise");
}

}  // namespace
}  // namespace taxon
