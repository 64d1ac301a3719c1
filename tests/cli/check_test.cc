#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "cli/program.h"

namespace taxon {
namespace {

using Json = nlohmann::json;

class Check : public ProgramTest {
 protected:
  Json check(const Arguments& arguments) const {
    const Outcome outcome = run(Arguments{"check", "--json"} + arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return Json::parse(outcome.out);
  }
  // A table with a text of each kind of trouble.
  std::string troubled() const {
    return write("t.tsv",
                 "label\ttext\n"
                 "ham\thello there my friend\n"
                 "spam\tbuy now\n"
                 "ham\thello there my friend\n"    // 4: as 2
                 "Ham\tHello there,  my FRIEND\n"  // 5: the words of 2, the label but for its case
                 "ham\tbuy now\n"                  // 6: as 3, under another label
                 "spam\t   \n"                     // 7: blank
                 "spam\tcaf\xE9 \xFF\n"            // 8: bad bytes
                 "rare\tonce upon a time\n");
  }
};

TEST_F(Check, ReportsEachKindOfTrouble) {
  const std::string data = troubled();
  const Json json = check({data});
  const auto at = [&](int line) { return data + ":" + std::to_string(line); };
  EXPECT_EQ(json["texts"], 8);
  EXPECT_TRUE(json["valid_texts"].is_null());
  EXPECT_EQ(json["multi_label"], false);
  EXPECT_EQ(json["classes"][1], (Json{{"label", "ham"}, {"texts", 3}}));
  const Json& findings = json["findings"];
  EXPECT_EQ(findings["bad_bytes"]["count"], 2);
  EXPECT_EQ(findings["empty_texts"]["examples"][0]["sources"], Json{at(7)});
  EXPECT_EQ(findings["exact_duplicates"]["count"], 2);
  EXPECT_EQ(findings["exact_duplicates"]["examples"][0]["sources"], (Json{at(2), at(4)}));
  EXPECT_EQ(findings["same_words"]["count"], 1);
  EXPECT_EQ(findings["same_words"]["examples"][0]["sources"], (Json{at(2), at(5)}));
  EXPECT_EQ(findings["near_duplicates"]["count"], 0);
  EXPECT_EQ(findings["several_labels"]["count"], 1);
  EXPECT_EQ(findings["several_labels"]["examples"][0]["labels"], (Json{"spam", "ham"}));
  EXPECT_EQ(findings["similar_labels"]["examples"][0]["labels"], (Json{"Ham", "ham"}));
  EXPECT_EQ(findings["lone_labels"]["count"], 2);
  EXPECT_FALSE(findings.contains("valid_in_train"));
}

TEST_F(Check, TellsPeopleTheSame) {
  const std::string data = troubled();
  const Outcome outcome = run({"check", data});
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  for (const std::string part :
       {"8 texts of 4 classes", "        3   'ham'", "2 sequences of bytes are not in the encoding",
        "1 texts come again under another label", "t.tsv:3  and  ", "('spam' / 'ham')", "'Ham' / 'ham'"}) {
    EXPECT_NE(outcome.out.find(part), std::string::npos) << part << "\n" << outcome.out;
  }
}

// Under the strict reading that train starts with, the first bad byte would end it; a check goes on to the
// last.
TEST_F(Check, CountsBadBytesInFoldersAndTellsTheFirstPlace) {
  write("d/a/1", "fine");
  write("d/a/2", "caf\xE9");
  write("d/b/3", "\xFF and \xFE");
  const Json bad = check({path("d")})["findings"]["bad_bytes"];
  EXPECT_EQ(bad["count"], 3);
  EXPECT_EQ(bad["examples"][0]["sources"], Json{path("d/a/2") + ": byte 3"});
}

TEST_F(Check, SkipsBadRowsAndCountsThem) {
  const Json json = check({write("t.tsv", "label\ttext\na\tone\ttoo many\na\tx\nb\ty\n\tno label\n")});
  EXPECT_EQ(json["texts"], 2);
  ASSERT_EQ(json["notes"].size(), 1U);
  EXPECT_EQ(json["notes"][0]["what"], "bad rows, skipped");
  EXPECT_EQ(json["notes"][0]["count"], 2);
}

// Row 110, and a class that the training part lacks.
TEST_F(Check, LooksForValidationTextsInTraining) {
  const auto train = write("train.tsv", "label\ttext\na\tone two three\na\tfour\nb\tfive\nb\tsix\n");
  const auto valid = write("valid.tsv", "label\ttext\na\tone two three\nb\tFOUR!\nc\tseven\n");
  const Json json = check({train, "--valid", valid});
  EXPECT_EQ(json["valid_texts"], 3);
  EXPECT_EQ(json["classes"].size(), 3U);
  EXPECT_EQ(json["classes"][2], (Json{{"label", "c"}, {"texts", 0}, {"valid_texts", 1}}));
  EXPECT_EQ(json["findings"]["valid_in_train"]["examples"][0]["sources"], (Json{train + ":2", valid + ":2"}));
  EXPECT_EQ(json["findings"]["valid_near_train"]["examples"][0]["sources"],
            (Json{train + ":3", valid + ":3"}));
  EXPECT_EQ(json["findings"]["valid_only_labels"]["examples"][0]["labels"], Json{"c"});
  EXPECT_EQ(json["unknown_words"],
            (Json{{"of", "validation"}, {"words", 6}, {"tokens", 5}, {"unknown", 1}, {"share", 0.2}}));
}

TEST_F(Check, SplitsAsTrainDoes) {
  const Json json = check({two_classes(), "--valid-fraction", "0.25"});
  EXPECT_EQ(json["texts"], 18);
  EXPECT_EQ(json["valid_texts"], 6);
}

TEST_F(Check, SummarizesTheNumbersOfTokens) {
  std::string table = "label\ttext\n";
  for (int i = 1; i <= 10; ++i) {
    table += i % 2 == 0 ? "a\t" : "b\t";
    for (int k = 0; k < i; ++k) table += "w ";
    table += "\n";
  }
  const Json json = check({write("t.tsv", table), "--maxlen", "8"});
  EXPECT_EQ(json["tokens"], (Json{{"min", 1},
                                  {"median", 5.5},
                                  {"mean", 5.5},
                                  {"p90", 9},
                                  {"max", 10},
                                  {"maxlen", 8},
                                  {"longer_than_maxlen", 0.2}}));
  EXPECT_EQ(json["unknown_words"]["of"], "every_tenth");
  EXPECT_EQ(json["unknown_words"]["tokens"], 10);
  EXPECT_EQ(json["unknown_words"]["unknown"], 0);
}

// Row 20.
TEST_F(Check, HintsWhereNothingPartsTheWords) {
  const auto chinese = write("t.tsv",
                             "label\ttext\n"
                             "a\t\u6211\u559C\u6B22\u8FD9\u90E8\u7535\u5F71\u3002\u5F88\u597D\uFF01\n"
                             "b\t\u5929\u6C14\u4E0D\u597D\uFF0C\u6211\u4E0D\u53BB\u3002\n");
  const auto japanese = write("j.tsv",
                              "label\ttext\na\t私は昨日、東京で美味しいラーメンを食べました。\n"
                              "b\t明日は雨が降りそうなので、傘を持って行きます。\n");
  const auto thai = write("th.tsv", "label\ttext\na\tฉันชอบดูหนังเรื่องนี้มาก\nb\tพรุ่งนี้ฝนจะตก ฉันจะเอาร่มไปด้วย\n");
  for (const auto& data : {chinese, japanese, thai}) {
    const auto hints = check({data})["hints"].dump();
    EXPECT_NE(hints.find("--split icu"), std::string::npos) << data;
    EXPECT_NE(hints.find("--char-level on"), std::string::npos) << data;
    EXPECT_TRUE(check({data, "--char-level", "on"})["hints"].empty()) << data;
    EXPECT_TRUE(check({data, "--split", "icu"})["hints"].empty()) << data;
  }
  // Words that somebody has parted already, Korean, and Chinese names in English texts.
  EXPECT_TRUE(
      check({write("parted.tsv", "label\ttext\na\t我 喜欢 这 部 电影\nb\t天气 不 好\n")})["hints"].empty());
  EXPECT_TRUE(
      check({write("k.tsv", "label\ttext\na\t나는 어제 영화를 봤습니다\nb\t내일은 비가 온다\n")})["hints"]
          .empty());
  EXPECT_TRUE(
      check({write("e.tsv", "label\ttext\na\tthe film 我喜欢这部电影 was good\nb\train and wind\n")})["hints"]
          .empty());
  EXPECT_TRUE(check({write("names.tsv", "label\ttext\na\tAlexander\nb\tMaria\n")})["hints"].empty());
}

TEST_F(Check, TakesOneClassAndSeveralFiles) {
  write("1.tsv", "label\ttext\na\tx\n");
  write("2.tsv", "label\ttext\na\ty\n");
  const Json json = check({path("?.tsv")});
  EXPECT_EQ(json["texts"], 2);
  EXPECT_NE(json["hints"].dump().find("one class only"), std::string::npos);
}

TEST_F(Check, RefusesWhatIsNoData) {
  expect_refused(run({"check", path("nowhere")}), "no such file or folder");
  expect_refused(run({"check"}), "DATA is required");
}

}  // namespace
}  // namespace taxon
