#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "cli/program.h"
#include "simd/low_precision.h"

namespace taxon {
namespace {

class Predict : public ProgramTest {
 protected:
  Predict() : model_(small_model()) {}

  std::string answers(const std::string& input, const Arguments& options = {}) const {
    const auto outcome = run(Arguments{"predict", model_} + options, input);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  }

  std::string model_;
};

std::ptrdiff_t line_count(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

TEST_F(Predict, KnowsTheClasses) {
  const auto out = answers("fish boat water fish boat\nbank loan cash rate bank\n");
  EXPECT_TRUE(out.starts_with("river\t")) << out;
  EXPECT_NE(out.find("\nmoney\t"), std::string::npos) << out;
}

TEST_F(Predict, RejectsWhatIsTooImprobable) {
  using Json = nlohmann::json;
  const std::string sure = "fish boat water fish boat\n", unsure = "xyzzy\n";
  const auto known = Json::parse(answers(unsure, {"--json", "--top", "0"}));
  const auto at = known.at("probability").dump();
  ASSERT_LT(known.at("probability"), Json::parse(answers(sure, {"--json"})).at("probability"));
  // One that has the very probability is answered.
  EXPECT_EQ(answers(sure + unsure, {"--reject-below", at}), answers(sure + unsure));
  const Arguments above = {"--reject-below", std::to_string(known.at("probability").get<double>() + 0.0001)};
  const auto rejected = Json::parse(answers(unsure, Arguments{"--json", "--top", "0"} + above));
  EXPECT_TRUE(rejected.at("label").is_null());
  EXPECT_EQ(rejected.at("probability"), known.at("probability"));
  EXPECT_EQ(rejected.at("top"), known.at("top"));
  EXPECT_EQ(answers(sure, above), answers(sure));
  const auto text = answers(unsure), label = text.substr(0, text.find('\t'));
  EXPECT_EQ(answers(unsure, above), text.substr(label.size()));
  const auto csv = answers(unsure, Arguments{"--output", "csv"} + above);
  EXPECT_NE(csv.find("\nxyzzy,," + at), std::string::npos) << csv;
  const auto row =
      answers("{\"text\":\"xyzzy\"}\n", Arguments{"--input", "jsonl", "--output", "jsonl"} + above);
  EXPECT_TRUE(Json::parse(row).at("predicted_label").is_null()) << row;
  expect_refused(run({"predict", model_, "--reject-below", "1.5"}),
                 "--reject-below: '1.5' is not a probability");
}

TEST_F(Predict, LineEndsDoNotMatter) {
  const auto expected = answers("river boat\nbank\n", {"--json"});
  EXPECT_EQ(answers("river boat\nbank", {"--json"}), expected);
  EXPECT_EQ(answers("river boat\r\nbank\r\n", {"--json"}), expected);
  EXPECT_EQ(answers("\xEF\xBB\xBFriver boat\nbank", {"--json"}), expected);
}

TEST_F(Predict, AnswersDoNotDependOnTheOthers) {
  std::string input, one_by_one;
  for (const std::string text :
       {"boat", "bank loan cash rate", "", "fish fish fish fish fish fish fish fish fish"}) {
    input += text + "\n";
    one_by_one += answers(text + "\n", {"--json"});
  }
  EXPECT_EQ(answers(input, {"--json"}), one_by_one);
  EXPECT_EQ(answers(input, {"--json", "--threads", "3"}), one_by_one);
}

TEST_F(Predict, JsonHasTheFieldsThatScriptsRelyOn) {
  const auto json = nlohmann::json::parse(answers("boat\n", {"--json", "--top", "0"}));
  ASSERT_EQ(json.at("top").size(), 2U);
  EXPECT_EQ(json.at("label"), "river");
  EXPECT_EQ(json.at("label"), json.at("top")[0].at("label"));
  EXPECT_EQ(json.at("probability"), json.at("top")[0].at("probability"));
  const double sum =
      json.at("top")[0].at("probability").get<double>() + json.at("top")[1].at("probability").get<double>();
  EXPECT_NEAR(sum, 1.0, 1e-6);
}

// Whether this processor has bfloat16 is for the program to say.
TEST_F(Predict, TakesThePrecision) {
  const std::string input = "fish boat water fish boat\nbank loan cash rate bank\n";
  EXPECT_EQ(answers(input, {"--precision", "fp32"}), answers(input));
  expect_refused(run({"predict", model_, "--precision", "int8"}, input), "'int8' is none of fp32|bf16");
  if (!bfloat16_kernels()) {
    return expect_refused(run({"predict", model_, "--precision", "bf16"}, input),
                          "needs a processor with AMX");
  }
  expect_refused(run({"predict", model_, "--precision", "bf16"}, input),
                 "precision: bf16 serves models whose");

  model_ = path("wide.taxon");
  const Arguments wide = {"--key-dim", "8", "--epochs", "20", "--learning-rate", "0.01", "--dropout", "0"};
  ASSERT_EQ(train(model_, wide).status, 0);
  const auto out = answers(input, {"--precision", "bf16"});
  EXPECT_TRUE(out.starts_with("river\t")) << out;
  EXPECT_NE(out.find("\nmoney\t"), std::string::npos) << out;
}

// The smallest budget holds the words of one text only.
TEST_F(Predict, AnswersDoNotDependOnTheMemory) {
  std::string input;
  for (int i = 0; i < 40; ++i) {
    input += "bank fish note" + std::to_string(i % 12) + " wave" + std::to_string(i % 7) + " loan boat\n";
  }
  const auto expected = answers(input, {"--json", "--top", "0"});
  for (const std::string size : {"1", "1k", "4K", "3G"}) {
    EXPECT_EQ(answers(input, {"--json", "--top", "0", "--memory", size}), expected) << size;
  }
  const auto judged = run({"evaluate", model_, two_classes(), "--json"});
  EXPECT_EQ(judged.status, 0) << judged.err;
  EXPECT_EQ(run({"evaluate", model_, two_classes(), "--json", "--memory", "1"}).out, judged.out);
}

TEST_F(Predict, RefusesWhatIsNoSize) {
  for (const std::string size : {"", "0", "0G", "-1", "M", "1.5G", "2GB", "1 G", "17179869184T"}) {
    expect_refused(run({"predict", model_, "--memory", size}, "boat\n"),
                   "--memory: '" + size + "' is not a size; write it as 512M or 2G");
  }
}

// Eight words are what the network sees of a text, or what a window holds.
TEST_F(Predict, WindowsSeeWhatCuttingLeavesOut) {
  std::string text;
  for (int i = 0; i < 20; ++i) text += "bank loan cash ";
  text += "fish boat water fish boat water fish boat\n";
  EXPECT_TRUE(answers(text).starts_with("river\t"));
  EXPECT_TRUE(answers(text, {"--windows"}).starts_with("money\t"));
  const std::string brief = "fish boat water fish boat\n\nbank loan cash rate bank loan cash rate\n";
  const Arguments all = {"--json", "--top", "0"}, in_windows = all + Arguments{"--windows"};
  EXPECT_EQ(answers(brief, in_windows), answers(brief, all));
  EXPECT_EQ(answers(brief + text + brief, in_windows + Arguments{"--threads", "3"}),
            answers(brief, all) + answers(text, in_windows) + answers(brief, all));
}

TEST_F(Predict, TopSaysHowMany) {
  const auto tabs = [this](const char* top) {
    const auto out = answers("boat\n", {"--top", top});
    return std::count(out.begin(), out.end(), '\t');
  };
  EXPECT_EQ(tabs("1"), 1);
  EXPECT_EQ(tabs("2"), 3);
  EXPECT_EQ(tabs("99"), 3);
  EXPECT_EQ(tabs("0"), 3);
}

TEST_F(Predict, WholeFileAsOneText) {
  const auto file = write("post", "boat\nfish\n\nwater");
  EXPECT_EQ(line_count(answers("", {file, "--input", "text"})), 1);
  EXPECT_EQ(line_count(answers("", {file})), 4);
}

TEST_F(Predict, BadBytesAreNamedAfterTheAnswersBefore) {
  const auto outcome = run({"predict", model_}, "boat\ncaf\xE9\nbank\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(line_count(outcome.out), 1);
  EXPECT_NE(outcome.err.find("standard input:2"), std::string::npos) << outcome.err;
  EXPECT_EQ(line_count(answers("boat\ncaf\xE9\nbank\n", {"--on-bad-bytes", "replace"})), 3);
  EXPECT_EQ(line_count(answers("boat\ncaf\xE9\nbank\n", {"--encoding", "latin-1"})), 3);
}

// In UTF-16 the byte 0x0A is part of other characters too: decoding comes before cutting.
TEST_F(Predict, DecodesBeforeItCutsIntoLines) {
  const std::string wide(
      "\xFF\xFE"
      "b\0o\0a\0t\0\x0A\x0A\n\0b\0a\0n\0k\0",
      22);
  const auto expected = answers("boat\u0A0A\nbank", {"--json"});
  EXPECT_EQ(answers(wide, {"--json"}), expected);
  EXPECT_EQ(answers(wide, {"--encoding", "utf-16", "--json"}), expected);
  EXPECT_EQ(answers(wide.substr(0, 10), {"--input", "text", "--json"}), answers("boat", {"--json"}));
}

TEST_F(Predict, AnswersALineBeforeTheNextIsTyped) {
  int in[2], out[2];
  ASSERT_EQ(pipe2(in, O_CLOEXEC), 0);
  ASSERT_EQ(pipe2(out, O_CLOEXEC), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    execl(TAXON_BINARY_DIR "/bin/taxon", "taxon", "predict", model_.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  for (const std::string line : {"boat\n", "bank\n"}) {
    ASSERT_EQ(::write(in[1], line.data(), line.size()), static_cast<ssize_t>(line.size()));
    std::string answer(100, '\0');
    const auto n = read(out[0], answer.data(), answer.size());
    ASSERT_GT(n, 0);
    EXPECT_EQ(answer[static_cast<std::size_t>(n) - 1], '\n');
  }
  close(in[1]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  close(out[0]);
}

}  // namespace
}  // namespace taxon
