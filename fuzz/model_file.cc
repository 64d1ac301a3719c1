// The model reader, behind the checksums: the input is the contents of the sections, one after the other with
// "\n====\n" between; of those that not every model has, an empty one is not there. A model that is accepted
// has ids, labels and weights that fit together, and saved and read anew it is the same to the byte.
#include "model/model_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/files.h"
#include "fuzz.h"
#include "model/section_file.h"

namespace taxon {
namespace {

constexpr std::array kNames = {"options",        "vocabulary", "labels",       "weights",
                               "provenance",     "thresholds", "more weights", "linear features",
                               "linear weights", "joint",      "icu"};
constexpr std::size_t kOfEveryModel = 3;

std::string write_model(std::string_view bytes) {
  const auto parts = parts_between(bytes, "\n====\n");
  std::vector<Section> sections;
  for (std::size_t i = 0; i < std::min(kNames.size(), parts.size()); ++i) {
    if (i >= kOfEveryModel && parts[i].empty()) continue;
    sections.push_back({.name = kNames[i], .required = true, .pieces = {parts[i]}});
  }
  std::string path = scratch_path("model");
  write_sections(path, sections);
  return path;
}

void check_model(const Classifier& model) {
  FUZZ_REQUIRE(model.labels.size() == static_cast<std::size_t>(model.config.classes));
  FUZZ_REQUIRE(model.thresholds.size() == (model.multi_label() ? model.labels.size() : 0));
  FUZZ_REQUIRE(std::all_of(model.thresholds.begin(), model.thresholds.end(),
                           [](float value) { return value >= 0 && value <= 1; }));
  FUZZ_REQUIRE(model.tokenizer.kept_words() < model.config.vocabulary);
  FUZZ_REQUIRE(!model.networks.empty() || model.linear);
  for (const Parameters& network : model.networks) {
    const auto values = network.values();
    FUZZ_REQUIRE(values.size() == network.layout().size());
    FUZZ_REQUIRE(std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }));
  }
  for (const auto id : model.tokenizer.encode("river bank größe <unw> a"))
    FUZZ_REQUIRE(id > 0 && id < model.config.vocabulary);
  if (!model.linear) return;
  FUZZ_REQUIRE(model.linear->classes() == model.labels.size());
  LinearModel::Scratch scratch(*model.linear);
  std::vector<double> scores(model.labels.size());
  model.linear->score("river bank größe", scratch, scores);
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const std::string path = write_model(as_text(data, size));
  const auto model = accepted([&] { return load_model(path); });
  if (!model) return 0;
  check_model(*model);
  const std::string first = scratch_path("first"), second = scratch_path("second");
  save_model(*model, first);
  save_model(load_model(first), second);
  FUZZ_REQUIRE(read_file(first) == read_file(second));
  return 0;
}
