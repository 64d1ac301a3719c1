// Exports read back: by our own importer, and by ONNX's own checker. That Keras and ONNX Runtime answer the
// same is tested with them (keras_test.py, onnx_test.py).
#include <gtest/gtest.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include "base/error.h"
#include "interop/keras_export.h"
#include "interop/onnx_export.h"
#include "keras_files.h"
#include "model/temp_file.h"
#include "model/tiny_model.h"

namespace taxon {
namespace {

// tiny_model() with another network and labels that are UTF-8.
Classifier model_of(EncoderConfig config) {
  Classifier model = tiny_model();
  config.vocabulary = model.config.vocabulary;
  config.classes = model.config.classes;
  model.config = config;
  model.labels = {"a", "b", "größe", "d"};
  model.networks = one_network(Parameters(config));
  if (config.output == Output::kSigmoid) model.thresholds = {0.5F, 0.25F, 0.5F, 0.75F};
  initialize(model.networks.front(), config, AttentionInit::kKeras3, 3);
  return model;
}

std::vector<EncoderConfig> networks() {
  const EncoderConfig plain{.maxlen = 5, .embed_dim = 4, .heads = 2, .key_dim = 3, .ff_dim = 2};
  EncoderConfig masked = plain, sinusoidal = plain;
  masked.mask = true;
  masked.blocks = 3;
  masked.padding = Side::kPost;
  masked.norm_epsilon = 1e-6F;
  masked.output = Output::kSigmoid;
  sinusoidal.positions = Positions::kSinusoidal;
  sinusoidal.mask = true;
  return {plain, masked, sinusoidal};
}

std::string keras_bytes(const Classifier& model) {
  std::string bytes;
  export_keras(model, "taxon test", [&](std::string_view piece) { bytes += piece; });
  return bytes;
}

TEST(KerasExport, ComesBackWhole) {
  for (const EncoderConfig& config : networks()) {
    const Classifier model = model_of(config);
    const std::string bytes = keras_bytes(model);
    KerasImportOptions options;
    options.labels = model.labels;
    const Classifier again =
        import_keras(std::as_bytes(std::span(bytes)), "m.keras",
                     tokenizer_from_keras_json(tokenizer_to_keras_json(model.tokenizer)), options);
    EXPECT_EQ(again.config, model.config);
    EXPECT_EQ(again.tokenizer.options(), model.tokenizer.options());
    const auto before = std::as_const(model.networks.front()).values(),
               after = std::as_const(again.networks.front()).values();
    EXPECT_TRUE(std::equal(before.begin(), before.end(), after.begin(), after.end()));
  }
}

TEST(KerasExport, HoldsItsWordAgainstTheUsers) {
  const std::string bytes = keras_bytes(model_of(networks()[1]));
  const auto refusal = [&](const KerasImportOptions& options) {
    return message_of<Error>(
        [&] { import_keras(std::as_bytes(std::span(bytes)), "m.keras", golden_tokenizer(), options); });
  };
  KerasImportOptions options;
  options.mask = false;
  EXPECT_NE(refusal(options).find("--mask off"), std::string::npos);
  options = {};
  options.padding = Side::kPre;
  EXPECT_NE(refusal(options).find("--padding"), std::string::npos);
  options = {};
  options.output = Output::kSoftmax;
  EXPECT_NE(refusal(options).find("--head"), std::string::npos);
}

TEST(KerasExport, SameModelSameBytes) {
  EXPECT_EQ(keras_bytes(model_of(networks()[1])), keras_bytes(model_of(networks()[1])));
}

TEST(OnnxExport, PassesOnnxsChecker) {
  for (const EncoderConfig& config : networks()) {
    const std::string bytes = export_onnx(model_of(config), "test");
    onnx::ModelProto model;
    ASSERT_TRUE(model.ParseFromString(bytes));
    EXPECT_NO_THROW(onnx::checker::check_model(model));
    EXPECT_EQ(model.opset_import(0).version(), 17);
  }
}

TEST(OnnxExport, row_148_BatchIsSymbolicAndLengthStated) {
  onnx::ModelProto model;
  ASSERT_TRUE(model.ParseFromString(export_onnx(model_of(networks()[0]), "test")));
  const auto& ids = model.graph().input(0).type().tensor_type();
  EXPECT_EQ(ids.shape().dim(0).dim_param(), "batch");
  EXPECT_EQ(ids.shape().dim(1).dim_value(), 5);
  const auto& probabilities = model.graph().output(0).type().tensor_type();
  EXPECT_EQ(probabilities.shape().dim(0).dim_param(), "batch");
  EXPECT_EQ(probabilities.shape().dim(1).dim_value(), 4);
}

TEST(OnnxExport, row_149_NamesAndTypesAreStated) {
  onnx::ModelProto model;
  ASSERT_TRUE(model.ParseFromString(export_onnx(model_of(networks()[1]), "test")));
  ASSERT_EQ(model.graph().input_size(), 1);
  EXPECT_EQ(model.graph().input(0).name(), "ids");
  EXPECT_EQ(model.graph().input(0).type().tensor_type().elem_type(), onnx::TensorProto::INT64);
  EXPECT_EQ(model.graph().output(0).name(), "probabilities");
  EXPECT_EQ(model.graph().output(0).type().tensor_type().elem_type(), onnx::TensorProto::FLOAT);
}

TEST(OnnxExport, SameModelSameBytes) {
  EXPECT_EQ(export_onnx(model_of(networks()[2]), "test"), export_onnx(model_of(networks()[2]), "test"));
}

TEST(OnnxExport, TellsTheRoadFromTextToIds) {
  const auto json = nlohmann::json::parse(text_to_ids_json(model_of(networks()[1])));
  EXPECT_EQ(json["maxlen"], 5);
  EXPECT_EQ(json["padding"], "post");
  EXPECT_EQ(json["truncating"], "post");
  EXPECT_EQ(json["labels"], (std::vector<std::string>{"a", "b", "größe", "d"}));
  EXPECT_EQ(json["output"]["activation"], "sigmoid");
  EXPECT_EQ(json["thresholds"], (std::vector<float>{0.5F, 0.25F, 0.5F, 0.75F}));
  EXPECT_EQ(json["tokenizer"]["unknown_id"], 1);
  EXPECT_EQ(json["tokenizer"]["words"], (std::vector<std::string>{"<unw>", "river", "bank", "größe", "✓"}));
}

}  // namespace
}  // namespace taxon
