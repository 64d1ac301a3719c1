// The notebook's model, trained by Keras itself: imported, it gives Keras's probabilities, loss and accuracy
// on the validation posts, which are read and split here.
#include "keras_shared.h"

#include <cmath>
#include <cstring>

#include "data/readers.h"
#include "data/split.h"
#include "keras_files.h"

namespace taxon {
namespace {

// The values of a .npy file of float32 whose header says this shape.
std::vector<float> read_npy(const std::string& path, const std::string& shape) {
  const std::string bytes = read_file(path);
  const std::size_t end = bytes.find('\n');
  EXPECT_NE(bytes.substr(0, end).find("'<f4'"), std::string::npos);
  EXPECT_NE(bytes.substr(0, end).find(shape), std::string::npos);
  std::vector<float> values((bytes.size() - end - 1) / sizeof(float));
  std::memcpy(values.data(), bytes.data() + end + 1, values.size() * sizeof(float));
  return values;
}

double rounded(double value) {
  return std::round(1e4 * value) / 1e4;
}

TEST_F(KerasSharedTest, NotebookGivesKerassProbabilitiesLossAndAccuracy) {
  ReadOptions reading;
  reading.encoding = "latin-1";
  reading.subset = Subset::kAll;
  reading.shuffle_seed = 42;
  Dataset data = read_dataset(archive_, reading);
  const Split split = stratified_split(data.single_labels(), data.classes, 0.1, 19);
  const Dataset valid = take(data, split.valid);
  ASSERT_EQ(valid.size(), 1885U);

  const MappedFile file(folder_ + "/notebook.keras");
  KerasImportOptions options;
  options.labels = data.classes;
  const Classifier model =
      import_keras(file.bytes(), "notebook.keras",
                   tokenizer_from_keras_json(read_unpacked(folder_ + "/tokenizer.json.gz")), options);
  EXPECT_EQ(model.networks.front().layout().size(), 3174452U);
  ThreadPool pool(2);
  const auto got = ClassifierRun(model, pool).probabilities(valid.texts);
  const auto expected = read_npy(folder_ + "/valid_probabilities.npy", "(1885, 20)");
  ASSERT_EQ(got.size(), expected.size());

  double worst = 0, loss = 0, correct = 0;
  const auto labels = valid.single_labels();
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto row = std::span(got).subspan(20 * i, 20);
    for (std::size_t c = 0; c < 20; ++c)
      worst =
          std::max(worst, std::abs(static_cast<double>(row[c]) - static_cast<double>(expected[20 * i + c])));
    const auto label = static_cast<std::size_t>(labels[i]);
    loss -= std::log(static_cast<double>(row[label]));
    correct += std::max_element(row.begin(), row.end()) == row.begin() + labels[i] ? 1 : 0;
  }
  RecordProperty("worst_difference", std::to_string(worst));
  std::printf("largest difference of 37,700 probabilities: %.3g\n", worst);
  EXPECT_LT(worst, 2e-5);  // float32 sums in another order
  const auto metrics = nlohmann::json::parse(read_file(folder_ + "/metrics.json"));
  const auto n = static_cast<double>(valid.size());
  EXPECT_EQ(rounded(loss / n), rounded(metrics["valid_loss"].get<double>()));
  EXPECT_EQ(rounded(correct / n), rounded(metrics["valid_accuracy"].get<double>()));
}

}  // namespace
}  // namespace taxon
