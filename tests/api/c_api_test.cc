// The C header's edges; tests/install compiles it as C.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

#include "api/api_data.h"
#include "model/temp_file.h"
#include "taxon/taxon.h"

namespace taxon {
namespace {

TEST(CApi, ClassifiesAsTheModelDoes) {
  const Model model = small_model();
  const std::string bytes = model.bytes();
  taxon_model* c_model = taxon_load_bytes(bytes.data(), bytes.size(), 1);
  ASSERT_NE(c_model, nullptr) << taxon_last_error();
  ASSERT_EQ(taxon_classes(c_model), 2U);
  size_t size = 0;
  EXPECT_STREQ(taxon_label(c_model, 1, &size), "space");
  EXPECT_EQ(size, 5U);
  EXPECT_EQ(taxon_label(c_model, 2, &size), nullptr);

  const std::vector<std::string> texts = {"goalie on the ice", ""};
  const taxon_text c_texts[] = {{texts[0].data(), texts[0].size()}, {nullptr, 0}};
  std::vector<float> values(4);
  ASSERT_EQ(taxon_probabilities(c_model, c_texts, 2, values.data()), TAXON_OK);
  EXPECT_EQ(values, model.probabilities(texts));
  size_t index = 9;
  float probability = 0;
  ASSERT_EQ(taxon_classify(c_model, c_texts[0], &index, &probability), TAXON_OK);
  EXPECT_EQ(index, model.classify(texts[0]).index);
  EXPECT_EQ(probability, model.classify(texts[0]).probability);
  taxon_free(c_model);
}

TEST(CApi, WrongCallsAreErrorsNotCrashes) {
  EXPECT_EQ(taxon_load(nullptr, 1), nullptr);
  EXPECT_STREQ(taxon_last_error(), "path is NULL");
  EXPECT_EQ(taxon_load_bytes(nullptr, 3, 1), nullptr);
  EXPECT_EQ(taxon_load_bytes("junk", 4, 1), nullptr);
  EXPECT_NE(std::strstr(taxon_last_error(), "is not a taxon model file"), nullptr);
  EXPECT_EQ(taxon_classes(nullptr), 0U);
  EXPECT_EQ(taxon_label(nullptr, 0, nullptr), nullptr);
  taxon_free(nullptr);

  const std::string bytes = small_model().bytes();
  EXPECT_EQ(taxon_load_bytes(bytes.data(), bytes.size(), -1), nullptr);
  taxon_model* model = taxon_load_bytes(bytes.data(), bytes.size(), 1);
  ASSERT_NE(model, nullptr);
  float values[2];
  size_t index = 0;
  const taxon_text bad = {"\xff", 1}, null_text = {nullptr, 1};
  EXPECT_EQ(taxon_probabilities(model, &bad, 1, values), TAXON_ERROR);
  EXPECT_EQ(taxon_probabilities(model, &null_text, 1, values), TAXON_ERROR);
  EXPECT_EQ(taxon_probabilities(model, nullptr, 1, values), TAXON_ERROR);
  EXPECT_EQ(taxon_probabilities(model, nullptr, 0, nullptr), TAXON_OK);
  EXPECT_EQ(taxon_probabilities(nullptr, &bad, 1, values), TAXON_ERROR);
  const taxon_text endless = {"x", SIZE_MAX};
  EXPECT_EQ(taxon_probabilities(model, &bad, SIZE_MAX, values), TAXON_NO_MEMORY);
  EXPECT_EQ(taxon_classify(model, endless, &index, nullptr), TAXON_NO_MEMORY);
  EXPECT_STREQ(taxon_last_error(), "not enough memory");
  EXPECT_EQ(taxon_classify(model, bad, nullptr, nullptr), TAXON_ERROR);
  EXPECT_EQ(taxon_classify(model, {"fine", 4}, &index, nullptr), TAXON_OK);
  taxon_free(model);
}

TEST(CApi, ThresholdsOfAModelOfSeveralLabels) {
  const std::string many = train({.texts = many_label_set(), .options = small()}).model.bytes();
  taxon_model* model = taxon_load_bytes(many.data(), many.size(), 1);
  ASSERT_NE(model, nullptr) << taxon_last_error();
  EXPECT_EQ(taxon_multi_label(model), 1);
  EXPECT_EQ(taxon_threshold(model, 1), 0.5F);
  EXPECT_EQ(taxon_threshold(model, 2), 0.0F);
  taxon_free(model);

  const std::string one = small_model().bytes();
  model = taxon_load_bytes(one.data(), one.size(), 1);
  ASSERT_NE(model, nullptr);
  EXPECT_EQ(taxon_multi_label(model), 0);
  EXPECT_EQ(taxon_threshold(model, 0), 0.0F);
  EXPECT_EQ(taxon_multi_label(nullptr), 0);
  taxon_free(model);
}

TEST(CApi, VersionIsTheProgramsOwn) {
  EXPECT_EQ(taxon_abi(), TAXON_ABI);
  EXPECT_EQ(std::string(taxon_version()).rfind("taxon ", 0), 0U);
}

}  // namespace
}  // namespace taxon
