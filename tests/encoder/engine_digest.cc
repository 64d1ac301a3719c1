// Prints one SHA-256 over logits, losses and gradients of fixed networks and texts. The instruction set is
// chosen once a process, so the test of its bits runs this program once a level, with TAXON_ISA set.

#include <cstdio>
#include <span>

#include "base/sha256.h"
#include "encoder/engine_cases.h"

namespace taxon {
namespace {

template <class T>
void update(Sha256& sha, std::span<const T> values) {
  const auto bytes = std::as_bytes(values);
  sha.update({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string digest() {
  Sha256 sha;
  ThreadPool pool(2);
  for (const bool mask : {true, false}) {
    for (const Output output : {Output::kSoftmax, Output::kSigmoid}) {
      const auto config = bits_config(mask, output);
      const auto parameters = random_parameters(config, 1);
      const auto texts = random_texts(config, telling_lengths(config), 2);
      update<float>(sha, run_predictor(config, parameters, texts, pool));
      GradientEngine engine(config, pool);
      const auto result = run_engine(engine, parameters, texts);
      update<float>(sha, result.gradients);
      update<double>(sha, std::span(&result.score.loss_sum, 1));
    }
  }
  return sha.hex();
}

}  // namespace
}  // namespace taxon

int main() {
  std::puts(taxon::digest().c_str());
}
