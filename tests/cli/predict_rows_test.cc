// predict on tables and JSON Lines: one answer a row, in order, behind the columns it came with.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/files.h"
#include "cli/kept_columns.h"
#include "cli/program.h"

namespace taxon {
namespace {

class PredictRows : public ProgramTest {
 protected:
  PredictRows() : model_(small_model()) {}

  std::string answers(const std::string& input, const Arguments& options) const {
    const auto outcome = run(Arguments{"predict", model_} + options, input);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return outcome.out;
  }
  void expect_refusal(const std::string& input, const Arguments& options, const std::string& what) const {
    const auto outcome = run(Arguments{"predict", model_} + options, input);
    EXPECT_EQ(outcome.status, 2) << outcome.err;
    EXPECT_NE(outcome.err.find(what), std::string::npos) << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  }
  // The probability of the first answer to a line, as JSON has it.
  std::string probability(const std::string& line) const {
    return nlohmann::json::parse(answers(line + "\n", {"--json"})).at("probability").dump();
  }

  std::string model_;
};

const Arguments kCsvToCsv = {"--input", "csv", "--output", "csv"};
const Arguments kJsonToJson = {"--input", "jsonl", "--output", "jsonl"};

TEST_F(PredictRows, CsvKeepsItsColumns) {
  const std::string p = probability("fish boat");
  EXPECT_EQ(answers("id,text,\"a \"\"b\"\"\"\n1,fish boat,\"x,\ny\"\n\n2,fish boat,\n", kCsvToCsv),
            "id,text,\"a \"\"b\"\"\",predicted_label,predicted_probability\n1,fish boat,\"x,\ny\",river," +
                p + "\n2,fish boat,,river," + p + "\n");
  EXPECT_EQ(answers("text\r\n", kCsvToCsv), "text,predicted_label,predicted_probability\n");
  EXPECT_EQ(answers("fish boat,1\n", kCsvToCsv + Arguments{"--no-header", "--text-column", "1"}),
            "fish boat,1,river," + p + "\n");
  EXPECT_EQ(answers("text\tid\nfish \"boat\t1\n", {"--input", "tsv", "--output", "csv"}),
            "text,id,predicted_label,predicted_probability\n\"fish \"\"boat\",1,river," + p + "\n");
}

TEST_F(PredictRows, TopAddsColumns) {
  const std::string head = "text,predicted_label,predicted_probability,label_2,probability_2\n";
  for (const std::string top : {"2", "9", "0"}) {
    const auto out = answers("text\nboat\n", kCsvToCsv + Arguments{"--top", top});
    EXPECT_TRUE(out.starts_with(head + "boat,river,0.")) << out;
    EXPECT_NE(out.find(",money,0."), std::string::npos) << out;
  }
  const auto json =
      nlohmann::json::parse(answers("{\"text\":\"boat\"}", kJsonToJson + Arguments{"--top", "2"}));
  EXPECT_EQ(json.at("top").size(), 2U);
  EXPECT_EQ(json.at("top")[1].at("label"), "money");
}

// The line stays as it stands, numbers that no machine holds too.
TEST_F(PredictRows, JsonLinesKeepTheirKeys) {
  const std::string p = probability("fish boat");
  const std::string answer = ",\"predicted_label\":\"river\",\"predicted_probability\":" + p + "}\n";
  EXPECT_EQ(answers("{\"n\": 1e400, \"text\": \"fish boat\"}\n\n{\"text\":\"fish boat\",\"x\":{\"y\":[]}} \n",
                    kJsonToJson),
            "{\"n\": 1e400, \"text\": \"fish boat\"" + answer + "{\"text\":\"fish boat\",\"x\":{\"y\":[]}" +
                answer);
}

TEST_F(PredictRows, OneFormBecomesAnother) {
  const std::string p = probability("fish boat");
  const std::string answer = "\"predicted_label\":\"river\",\"predicted_probability\":" + p + "}\n";
  EXPECT_EQ(answers("id,text\n01,fish boat\n", {"--input", "csv", "--output", "jsonl"}),
            "{\"id\":\"01\",\"text\":\"fish boat\"," + answer);
  EXPECT_EQ(answers("fish boat\n", {"--output", "jsonl"}), "{\"text\":\"fish boat\"," + answer);
  const std::string head = "text,id,predicted_label,predicted_probability\n";
  EXPECT_EQ(answers("{\"text\":\"fish boat\",\"id\":7}\n{\"id\":null,\"text\":\"fish boat\"}\n",
                    {"--input", "jsonl", "--output", "csv"}),
            head + "fish boat,7,river," + p + "\nfish boat,,river," + p + "\n");
  EXPECT_EQ(answers("id,text\n1,fish boat\n", {"--input", "csv"}).substr(0, 6), "river\t");
}

TEST_F(PredictRows, TextColumnNamesTheTexts) {
  const auto expected = answers("fish\nboat", {"--input", "text", "--json"});
  const Arguments both = {"--json", "--text-column", "b,a"};
  EXPECT_EQ(answers("a,b\nboat,fish\n", Arguments{"--input", "csv"} + both), expected);
  EXPECT_EQ(answers("{\"a\":\"boat\",\"b\":\"fish\"}", Arguments{"--input", "jsonl"} + both), expected);
}

TEST_F(PredictRows, RefusesWhatItCannotAnswer) {
  expect_refusal("a,b\nx,y\n", kCsvToCsv,
                 "standard input:1: no column is named 'text', the header names 'a', 'b'; choose one with "
                 "--text-column");
  expect_refusal("text,predicted_label\n", kCsvToCsv, "'predicted_label'; rename this one");
  expect_refusal("text,a,a\n", {"--input", "csv", "--output", "jsonl"}, "'a'; rename this one");
  expect_refusal("text,b\nx,y\nx\n", kCsvToCsv,
                 "standard input:3: has 1 fields where the header has 2; mend");
  expect_refusal("{\"txt\":\"x\"}\n", kJsonToJson, "standard input:1: has no key 'text', its keys are 'txt'");
  expect_refusal("{\"text\":\"x\",\"predicted_label\":1}", kJsonToJson,
                 "'predicted_label' that the answer has");
  const Arguments json_to_csv = {"--input", "jsonl", "--output", "csv"};
  expect_refusal("{\"text\":\"x\"}\n{\"text\":\"x\",\"b\":1}\n", json_to_csv, ":2: has the key 'b' that");
  expect_refusal("{\"text\":\"x\",\"b\":[1]}\n", json_to_csv, ":1: b: is a list or an object");
  expect_refusal("x\n", {"--json", "--output", "csv"}, "give one of them");
}

// What came before a bad row has been answered.
TEST_F(PredictRows, BadRowsComeAfterTheAnswersBefore) {
  const auto outcome = run(Arguments{"predict", model_} + kCsvToCsv, "text\nboat\n\"fish\nboat\n");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 2);
  EXPECT_NE(outcome.err.find("standard input:3: a quote opens here"), std::string::npos) << outcome.err;
}

// Row 157 of the trouble cases, for rows.
TEST_F(PredictRows, EndsQuietlyWhenItsReaderLeaves) {
  std::string rows = "text\n";
  for (int i = 0; i < 50000; ++i) rows += "boat\n";
  const auto input = write("rows.csv", rows);
  const auto command = "bash -c 'set -o pipefail; " TAXON_BINARY_DIR "/bin/taxon predict " + model_ + " " +
                       input + " --input csv --output csv 2>" + path("messages") + " | head -2 >" +
                       path("first") + "'";
  const int status = WEXITSTATUS(std::system(command.c_str()));
  EXPECT_TRUE(status == 0 || status == 128 + SIGPIPE) << status;
  EXPECT_NE(read_file(path("first")).find("\nboat,river,"), std::string::npos);
  EXPECT_EQ(read_file(path("messages")), "");
}

// 5,000 rows of which every answer must stand beside its own text.
TEST_F(PredictRows, KeepsTheOrder) {
  std::string rows = "id,text\n";
  for (int i = 0; i < 5000; ++i)
    rows += std::to_string(i) + (i % 3 == 0 ? ",bank loan cash rate bank\n" : ",fish boat water fish boat\n");
  std::istringstream lines(answers(rows, kCsvToCsv + Arguments{"--threads", "3"}));
  std::string line;
  std::getline(lines, line);
  for (int i = 0; i < 5000; ++i) {
    std::getline(lines, line);
    const std::string expected = std::to_string(i) + (i % 3 == 0 ? ",bank loan cash rate bank,money,0."
                                                                 : ",fish boat water fish boat,river,0.");
    ASSERT_TRUE(line.starts_with(expected)) << line;
  }
}

TEST(CsvCell, IsQuotedWhereItMust) {
  EXPECT_EQ(csv_cell("plain text's"), "plain text's");
  EXPECT_EQ(csv_cell(""), "");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(csv_cell("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv_cell("a\rb"), "\"a\rb\"");
}

}  // namespace
}  // namespace taxon
