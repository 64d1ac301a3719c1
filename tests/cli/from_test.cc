#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/program.h"

namespace taxon {
namespace {

// A model of the classes money and river, and new rows with other words and a third class.
class From : public ProgramTest {
 protected:
  From() : model_(small_model()) {
    std::string rows = "label\ttext\n";
    for (int i = 0; i < 12; ++i) {
      rows += "forest\ttree oak leaf path tree\n";
      rows += "river\twater fish trout boat\n";
    }
    rows_ = write("more.tsv", rows);
  }

  Arguments command(const std::string& out, const Arguments& more = {}) const {
    const Arguments options = {"--epochs", "20", "--batch-size", "4", "--learning-rate", "0.01"};
    return Arguments{"train", rows_, "--from", model_, "--out", path(out)} + overruled(options, more);
  }
  nlohmann::json info(const std::string& model) const {
    return nlohmann::json::parse(run({"info", model, "--json"}).out);
  }

  std::string model_, rows_;
};

TEST_F(From, AddsWordsAndClassesAndSaysSo) {
  const auto outcome = run(command("m", {"--num-words", "100"}));
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("note: goes on from " + model_ + ": 5 new words, 1 new class 'forest'\n"),
            std::string::npos)
      << outcome.err;
  const auto answers = run({"predict", path("m")}, "tree oak leaf\nwater fish boat\n").out;
  EXPECT_NE(answers.find("forest"), std::string::npos) << answers;
  EXPECT_NE(answers.find("river"), std::string::npos) << answers;
  EXPECT_EQ(info(path("m")).dump().find("\"money\",\"river\",\"forest\"") == std::string::npos, false)
      << info(path("m")).dump();
}

TEST_F(From, KnownWordsKeepTheirVectorsAndTheirAnswers) {
  // So small a rate that nothing moves further than it must.
  const auto outcome = run(command("m", {"--num-words", "100", "--learning-rate", "1e-12", "--epochs", "1"}));
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  const std::string known = "bank loan cash\nwater reed wave\n";
  const auto ranked = [&](const std::string& model) {
    std::vector<std::string> labels;
    const auto out = run({"predict", model, "--json"}, known).out;
    for (std::size_t at = 0; (at = out.find("{\"label\"", at)) != std::string::npos; ++at) {
      labels.push_back(out.substr(at, 18));
    }
    return labels;
  };
  EXPECT_EQ(ranked(path("m")), ranked(model_));
}

TEST_F(From, NumWordsIsTheModelsUnlessGivenAndHonoured) {
  // 20 ids, 19 words: all taken by the 17 that the model knows and 2 new ones.
  const auto outcome = run(command("m"));
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("; --num-words 20 has no room for "), std::string::npos) << outcome.err;
  expect_refused(run(command("n", {"--num-words", "5"})),
                 "num-words: has no room for the 19 words that are known already");
}

TEST_F(From, ContradictingOptionsAreRefusedByName) {
  const std::vector<Arguments> contradictions = {
      {"--embed-dim", "16"},    {"--heads", "1"},         {"--key-dim", "8"},
      {"--ff-dim", "8"},        {"--blocks", "2"},        {"--maxlen", "9"},
      {"--mask", "on"},         {"--padding", "post"},    {"--lower", "off"},
      {"--filters", "x"},       {"--split", "|"},         {"--char-level", "on"},
      {"--oov-token", "other"}, {"--truncating", "post"}, {"--positions", "sinusoidal"}};
  for (const auto& option : contradictions) {
    expect_refused(run(command("m", option)), option[0] + ": contradicts " + model_);
  }
  expect_refused(run(command("m", {"--heads", "1"})), "which has 2; leave it out");
  expect_refused(run(command("m", {"--attention-init", "keras2"})),
                 "--attention-init: has no effect with --from");
  EXPECT_EQ(
      run(command("m", {"--embed-dim", "8", "--heads", "2", "--dropout", "0.3", "--epochs", "1"})).status, 0);
  EXPECT_EQ(info(path("m"))["options"]["encoder"]["dropout"], nlohmann::json(0.3F));
}

TEST_F(From, IsDeterministicAndNamesTheModelByItsHash) {
  ASSERT_EQ(run(command("one", {"--threads", "1"})).status, 0);
  const auto elsewhere = write("elsewhere/copy.taxon", read_file(model_));
  model_ = elsewhere;
  ASSERT_EQ(run(command("two", {"--threads", "2"})).status, 0);
  EXPECT_TRUE(read_file(path("one")) == read_file(path("two")));
  EXPECT_NE(run({"info", path("one")}).out.find("--from "), std::string::npos);
}

TEST_F(From, RowsOfOneKnownClassAreEnough) {
  rows_ = write("one.tsv", "label\ttext\nriver\twater eel\nriver\teel boat\n");
  EXPECT_EQ(run(command("m", {"--epochs", "1"})).status, 0);
}

TEST_F(From, ValidationTextsOfAnyKnownOrNewClass) {
  const auto valid = write("valid.tsv", "label\ttext\nmoney\tbank loan\nforest\toak\n");
  EXPECT_EQ(run(command("m", {"--epochs", "1", "--valid", valid})).status, 0);
  write("valid.tsv", "label\ttext\nsea\tbank loan\n");
  expect_refused(run(command("m", {"--epochs", "1", "--valid", valid})), "class 'sea' is none of the 3");
}

TEST_F(From, MayReplaceTheModelButNotWhereResumeWouldNeedIt) {
  const auto before = read_file(model_);
  Arguments in_place = {"train", rows_, "--from", model_, "--out", model_, "--epochs", "1"};
  expect_refused(run(in_place + Arguments{"--checkpoint", path("state")}), "--out: is the model of --from");
  EXPECT_TRUE(read_file(model_) == before);
  EXPECT_EQ(run(in_place).status, 0);
  EXPECT_FALSE(read_file(model_) == before);
  EXPECT_EQ(run({"predict", model_}, "oak\n").status, 0);
}

TEST_F(From, AModelThatIsNoneIsRefused) {
  expect_refused(run({"train", rows_, "--from", rows_, "--out", path("m")}),
                 rows_ + ": is not a taxon model file");
}

}  // namespace
}  // namespace taxon
