// What a model file of several labels a text has beside the others: the section of thresholds.

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "model/changed_sections.h"
#include "model/model_file.h"
#include "model/section_file.h"
#include "model/temp_file.h"
#include "model/tiny_model.h"

namespace taxon {
namespace {

TEST(MultiLabelFile, RoundTrip) {
  const auto model = tiny_multi_label_model();
  const TempFile file;
  save_model(model, file.path());
  const auto loaded = load_model(file.path());
  EXPECT_EQ(loaded.config, model.config);
  EXPECT_TRUE(loaded.multi_label());
  EXPECT_EQ(loaded.thresholds, model.thresholds);
  EXPECT_EQ(error_after(model, [](Contents&) {}), "");
  const TempFile again;
  save_model(loaded, again.path());
  EXPECT_TRUE(read_file(again.path()) == read_file(file.path()));
}

// A program from before this section knows the other five.
TEST(MultiLabelFile, OlderProgramsRefuseIt) {
  constexpr std::array<std::string_view, 5> kOlder = {"options", "vocabulary", "labels", "weights",
                                                      "provenance"};
  const TempFile file;
  save_model(tiny_multi_label_model(), file.path());
  const auto message = message_of<Error>([&] { SectionFile(file.path(), kOlder); });
  EXPECT_NE(message.find("needs section 'thresholds'"), std::string::npos) << message;
}

TEST(MultiLabelFile, RefusesThresholdsThatAreMissingOrOutOfRange) {
  const auto model = tiny_multi_label_model();
  EXPECT_NE(error_after(model, [](Contents& c) { c.erase("thresholds"); }), "");
  EXPECT_NE(error_after(model, [](Contents& c) { c["thresholds"].pop_back(); }), "");
  EXPECT_NE(error_after(model, [](Contents& c) { c["thresholds"] += std::string(4, '\0'); }), "");
  for (const float value : {-0.01F, 1.01F, std::numeric_limits<float>::quiet_NaN()}) {
    const auto message = error_after(
        model, [&](Contents& c) { std::memcpy(c["thresholds"].data() + 8, &value, sizeof(value)); });
    EXPECT_NE(message.find("outside of 0 to 1"), std::string::npos) << message;
  }
}

TEST(MultiLabelFile, RefusesThresholdsBesideASoftmax) {
  const auto message =
      error_after(tiny_model(), [](Contents& c) { c["thresholds"] = std::string(4 * sizeof(float), '\0'); });
  EXPECT_NE(message.find("beside a softmax"), std::string::npos) << message;
}

}  // namespace
}  // namespace taxon
