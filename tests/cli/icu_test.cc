#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/program.h"
#include "model/model_file.h"
#include "text/icu_words.h"

namespace taxon {
namespace {

// Sentences about a film or the weather, in scripts without spaces.
constexpr char kTexts[] =
    "label\ttext\nfilm\t我喜欢这部电影。\nweather\t今天天气很好。\nfilm\t这部电影很长。\nweather\t天气不好。"
    "\n"
    "film\tฉันชอบดูหนังเรื่องนี้มาก\nweather\t今日は天気がいいです。\n";

class Icu : public ProgramTest {
 protected:
  Outcome train_on(const std::string& texts, const Arguments& more) const {
    return run(Arguments{"train", write("t.tsv", texts), "--out", path("m")} +
               small({"--num-words", "100", "--epochs", "2"}) + more);
  }
  nlohmann::json tokens(const std::string& text) const {
    return nlohmann::json::parse(run({"tokenize", path("m"), "--json", "-"}, text + "\n").out).at("tokens");
  }
};

TEST_F(Icu, WordsOfScriptsWithoutSpacesAndTheirPlaces) {
  ASSERT_EQ(train_on(kTexts, {"--split", "icu"}).status, 0);
  const auto found = tokens("这部电影ABC很好");
  ASSERT_EQ(found.size(), 5U) << found;
  EXPECT_EQ(found[2].at("text"), "电影");
  EXPECT_EQ(found[2].at("begin"), 6);
  EXPECT_EQ(found[2].at("end"), 12);
  EXPECT_GT(found[2].at("id"), 1);
  EXPECT_EQ(found[3].at("text"), "abc");
  EXPECT_EQ(run({"predict", path("m")}, "很好看的电影\n").status, 0);
  const auto info = run({"info", path("m")}).out;
  EXPECT_NE(info.find("words by ICU " + icu_version()), std::string::npos) << info;
  EXPECT_NE(info.find("--split icu"), std::string::npos) << info;
}

TEST_F(Icu, TheSameModelForAnyNumberOfThreads) {
  ASSERT_EQ(train_on(kTexts, {"--split", "icu", "--threads", "1"}).status, 0);
  const auto first = read_file(path("m"));
  ASSERT_EQ(train_on(kTexts, {"--split", "icu", "--threads", "3"}).status, 0);
  EXPECT_TRUE(read_file(path("m")) == first);
}

TEST_F(Icu, ASpaceIsStillKeras) {
  ASSERT_EQ(train_on(kTexts, {}).status, 0);
  const auto by_default = read_file(path("m"));
  EXPECT_EQ(tokens("这部 电影").size(), 2U);
  ASSERT_EQ(train_on(kTexts, {"--split", " "}).status, 0);
  EXPECT_EQ(tokens("这部电影").size(), 1U);
  EXPECT_EQ(by_default.find("icu"), std::string::npos);
}

TEST_F(Icu, ContradictsCharLevel) {
  expect_refused(train_on(kTexts, {"--split", "icu", "--char-level", "on"}),
                 "every character is a word already");
}

TEST_F(Icu, AModelToGoOnFromKeepsIt) {
  ASSERT_EQ(train_on(kTexts, {"--split", "icu"}).status, 0);
  const auto more = write("more.tsv", "label\ttext\nfilm\t新电影很好看\nweather\t明天下雨\n");
  const Arguments go_on = {"train", more, "--from", path("m"), "--out", path("n"), "--epochs", "1"};
  ASSERT_EQ(run(go_on).status, 0);
  EXPECT_EQ(load_model(path("n")).icu_version, icu_version());
  EXPECT_EQ(run(go_on + Arguments{"--split", "icu"}).status, 0);
  expect_refused(run(go_on + Arguments{"--split", " "}), "--split: contradicts");
}

TEST_F(Icu, AnotherVersionIsNotedWhereTextsAreCut) {
  ASSERT_EQ(train_on(kTexts, {"--split", "icu"}).status, 0);
  auto model = load_model(path("m"));
  model.icu_version = "1.2";
  save_model(model, path("old"));
  const std::string note = "note: " + path("old") + " was trained on words that ICU 1.2 cut";
  for (const Arguments& command :
       {Arguments{"predict", path("old")}, Arguments{"tokenize", path("old"), "-"},
        Arguments{"evaluate", path("old"), path("t.tsv")},
        Arguments{"train", path("t.tsv"), "--from", path("old"), "--out", path("n"), "--epochs", "1"}}) {
    const auto outcome = run(command, "电影\n");
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(outcome.err.find(note), std::string::npos) << command[0] << outcome.err;
  }
  EXPECT_EQ(run({"info", path("old")}).err, "");
}

TEST_F(Icu, WhatKerasCannotCutIsNotExported) {
  ASSERT_EQ(train_on(kTexts, {"--split", "icu"}).status, 0);
  expect_refused(run({"export", "tokenizer", path("m"), "--out", path("t.json")}),
                 "words by ICU's boundaries (--split icu) are none that Keras's Tokenizer could cut");
  ASSERT_EQ(run({"export", "onnx", path("m"), "--out", path("m.onnx")}).status, 0);
  const auto tokenizer = nlohmann::json::parse(read_file(path("m.json"))).at("tokenizer");
  EXPECT_TRUE(tokenizer.at("split").is_null());
  EXPECT_EQ(tokenizer.at("icu"), icu_version());
}

}  // namespace
}  // namespace taxon
