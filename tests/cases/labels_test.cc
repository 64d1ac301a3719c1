#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cases/cases.h"
#include "data/readers.h"
#include "encoder/parameters.h"
#include "train/trainer.h"

namespace taxon {
namespace {

using Json = nlohmann::json;
using Strings = std::vector<std::string>;

class Labels : public ProgramTest {
 protected:
  Outcome train_on(const std::string& data, const Arguments& more = {}) const {
    return run(Arguments{"train", data, "--out", path("m")} + small(more));
  }
};

const Strings kAwkward = {"Größe ✓", "a,b", "very good", "x\"y"};

// A table of two texts of each of those classes.
std::string awkward_table() {
  std::string table = "label,text\n";
  for (int i = 0; i < 2; ++i) table += "Größe ✓,one\n\"a,b\",two\nvery good,three\n\"x\"\"y\",four\n";
  return table;
}

// The "label" of each entry of a list in an answer.
Strings labels_in(const std::string& json, const char* list) {
  Strings labels;
  const auto answer = Json::parse(json);
  for (const auto& entry : answer.at(list)) labels.push_back(entry.at("label"));
  return labels;
}

TEST_F(Labels, row_85_same_bytes_in_every_output) {
  const auto table = write("t.csv", awkward_table());
  ASSERT_EQ(train_on(table).status, 0);
  EXPECT_EQ(Json::parse(run({"info", path("m"), "--json"}).out).at("labels"), Json(kAwkward));
  EXPECT_NE(run({"info", path("m")}).out.find("Größe ✓, a,b, very good, x\"y"), std::string::npos);

  EXPECT_EQ(labels_in(run({"evaluate", path("m"), table, "--json"}).out, "classes"), kAwkward);
  auto answered = labels_in(run({"predict", path("m"), "--json", "--top", "0"}, "one\n").out, "top");
  std::sort(answered.begin(), answered.end());
  EXPECT_EQ(answered, kAwkward);
  EXPECT_NE(run({"predict", path("m"), "--top", "0"}, "one\n").out.find("very good\t"), std::string::npos);

  const Arguments tabular = {"predict", path("m"), "--input", "csv", "--output", "csv", "--top", "4"};
  const auto csv = run(tabular, "text\none\n").out;
  for (const char* cell : {"Größe ✓,", "\"a,b\",", "very good,", "\"x\"\"y\","}) {
    EXPECT_NE(csv.find(cell), std::string::npos) << csv << " lacks " << cell;
  }
}

TEST_F(Labels, row_86_class_of_validation_alone) {
  const auto valid = write("valid.tsv", "label\ttext\nriver\tboat\nforest\ttree\n");
  expect_refused(train_on(two_classes(), {"--valid", valid}), valid + ":3: class 'forest'");
  EXPECT_FALSE(std::filesystem::exists(path("m")));
}

TEST_F(Labels, row_86_class_that_a_model_does_not_know) {
  const auto other = write("other.tsv", "label\ttext\nriver\tboat\nsea\tboat\n");
  expect_refused(run({"evaluate", small_model(), other}), other + ":3: class 'sea'");
}

TEST_F(Labels, row_88_one_class) {
  for (int i = 0; i < 10; ++i) write("one/a/" + std::to_string(i), "word");
  expect_refused(train_on(path("one")), "need 2 classes, and all 10 texts are of 'a'");
  expect_refused(train_on(path("one"), {"--valid-fraction", "0.2"}), "need 2 classes");
}

TEST_F(Labels, row_91_weight_for_a_class_that_is_not_there) {
  const auto weights = write("weights.tsv", "river\t2\nrivr\t1\n");
  expect_refused(train_on(two_classes(), {"--class-weight", weights}),
                 weights + ":2: no text is of class 'rivr'");
}

// Classes called by numbers are numbered like all others: of three a guess costs ln 3, be they 0, 5 and 9.
TEST_F(Labels, row_89_numbers_as_names) {
  std::string rows;
  for (int i = 0; i < 10; ++i) rows += "0\tred\n5\tgreen\n9\tblue\n";
  const auto table = write("t.tsv", "label\ttext\n" + rows);
  const Dataset read = read_dataset(table, {});
  EXPECT_EQ(read.classes, (Strings{"0", "5", "9"}));

  LabelledIds data{.ids = {}, .labels = read.labels};
  for (std::size_t i = 0; i < read.size(); ++i) data.ids.push_back(std::vector<std::int32_t>{2});
  const EncoderConfig config{
      .vocabulary = 3, .maxlen = 1, .embed_dim = 8, .heads = 1, .key_dim = 8, .ff_dim = 8, .classes = 3};
  Parameters parameters(config);
  initialize(parameters, config, AttentionInit::kKeras3, 0);
  std::ranges::fill(parameters["head/kernel"], 0.0F);  // knows nothing yet
  ThreadPool pool(1);
  const TrainOptions options{.epochs = 1, .learning_rate = 1e-9};
  EXPECT_NEAR(taxon::train(config, parameters, data, nullptr, options, pool).history.at(0).loss,
              std::log(3.0), 1e-5);

  ASSERT_EQ(train_on(table).status, 0);
  EXPECT_EQ(Json::parse(run({"info", path("m"), "--json"}).out).at("labels"), (Json{"0", "5", "9"}));
}

}  // namespace
}  // namespace taxon
