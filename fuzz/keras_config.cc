// The configuration of a Keras model: what is accepted is a chain, each layer after those it takes its input
// from, and a network recognised in it takes its tensors from layers that are there.
#include "fuzz.h"
#include "interop/keras_plan.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const auto model = accepted([&] { return read_keras_model(as_text(data, size)); });
  if (!model) return 0;
  FUZZ_REQUIRE(model->output < model->layers.size());
  for (std::size_t i = 0; i < model->layers.size(); ++i) {
    for (const std::size_t input : model->layers[i].inputs) FUZZ_REQUIRE(input < i);
    FUZZ_REQUIRE(!model->layers[i].mask || *model->layers[i].mask < i);
  }
  const auto plan = accepted([&] { return plan_keras_model(*model); });
  if (!plan) return 0;
  FUZZ_REQUIRE(plan->blocks > 0);
  for (const auto& tensor : plan->tensors) FUZZ_REQUIRE(tensor.layer < model->layers.size());
  return 0;
}
