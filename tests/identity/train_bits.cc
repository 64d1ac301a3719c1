// Trains small networks on made-up texts and writes every bit of the results to standard output: the trained
// parameters and each epoch's loss, accuracy and validation scores, little-endian. check.sh takes their
// SHA-256, which must be the same for any number of threads, instruction set, compiler and build type.
//
//   train_bits THREADS     the bits
//   train_bits --isas      what TAXON_ISA may be here, one a line
//
// It needs no file and no library, so that it also runs where there is an emulator and nothing else.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <span>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "encoder/block_weights.h"
#include "simd/isa.h"
#include "train/trainer.h"

namespace taxon {
namespace {

struct Case {
  EncoderConfig config;
  bool folded;  // which way of attention the sizes are meant to take
  int epochs;
  std::size_t texts, valid_texts;
  bool weighted = false;  // by class
};

// Odd sizes, so that no kernel sees whole registers only; then texts longer than one pass of the product over
// the inner index; then the notebook's widths. Small enough for a build without optimisation in an emulator.
std::vector<Case> cases() {
  constexpr auto kPre = Side::kPre, kPost = Side::kPost;
  constexpr auto kLearned = Positions::kLearned, kSinusoidal = Positions::kSinusoidal;
  constexpr auto kSoftmax = Output::kSoftmax;
  return {
      // V, L, D, H, K, F, blocks, C, mask, padding, positions, output, dropout
      {{60, 37, 35, 2, 40, 19, 1, 3, true, kPre, kLearned, kSoftmax, 0.5F}, true, 3, 21, 5},
      {{90, 50, 45, 3, 9, 10, 1, 5, false, kPost, kLearned, kSoftmax, 0.5F}, false, 3, 19, 4, true},
      {{70, 33, 24, 2, 6, 9, 2, 4, true, kPre, kSinusoidal, kSoftmax, 0.5F}, false, 3, 18, 6},
      {{80, 29, 20, 1, 20, 33, 2, 4, false, kPre, kLearned, kSoftmax, 0.25F}, true, 3, 17, 3},
      {{40, 300, 18, 1, 7, 8, 1, 2, true, kPre, kLearned, kSoftmax, 0.0F}, false, 3, 4, 2},
      {{150, 40, 256, 2, 256, 32, 1, 20, false, kPre, kLearned, kSoftmax, 0.5F}, true, 2, 5, 1},
  };
}

// The first text is as long as can be, the second one empty. All is a function of the seed.
LabelledIds made_up_texts(const EncoderConfig& config, std::size_t count, std::uint32_t seed) {
  LabelledIds data;
  for (std::uint32_t text = 0; text < count; ++text) {
    const CounterRandom random(seed, Purpose::kShuffle, text);
    const auto below = [&](std::uint64_t place, std::int32_t end) {
      return static_cast<std::int32_t>(random.bits(place) % static_cast<std::uint32_t>(end));
    };
    const std::int32_t length = text == 0 ? config.maxlen : text == 1 ? 0 : below(0, config.maxlen + 1);
    std::vector<std::int32_t> ids;
    for (std::int32_t i = 0; i < length; ++i) {
      ids.push_back(1 + below(static_cast<std::uint64_t>(1 + i), config.vocabulary - 1));
    }
    data.ids.push_back(ids);
    data.labels.push_back(static_cast<std::int32_t>(text) % config.classes);
  }
  return data;
}

template <class T>
void write(std::span<const T> values) {
  if (std::fwrite(values.data(), sizeof(T), values.size(), stdout) != values.size()) {
    throw std::runtime_error("cannot write to standard output");
  }
}

void train_case(const Case& c, ThreadPool& pool) {
  TAXON_CHECK(folds(c.config) == c.folded);
  const auto data = made_up_texts(c.config, c.texts, 1), valid = made_up_texts(c.config, c.valid_texts, 2);
  Parameters parameters(c.config);
  initialize(parameters, c.config, AttentionInit::kKeras3, 3);
  TrainOptions options{.epochs = c.epochs, .batch_size = 5, .seed = 4};
  for (std::int32_t label = 0; c.weighted && label < c.config.classes; ++label) {
    options.class_weights.push_back(0.5F + 0.3F * static_cast<float>(label));
  }
  const auto result = train(c.config, parameters, data, &valid, options, pool);
  write<float>(parameters.values());
  for (const auto& epoch : result.history) {
    const double figures[] = {epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy};
    write<double>(figures);
  }
}

int run(const std::string& argument) {
  if (argument == "--isas") {
    for (const Isa isa : available_isas()) std::printf("%s\n", std::string(isa_name(isa)).c_str());
    return 0;
  }
  const int threads = std::atoi(argument.c_str());
  if (threads < 1) throw std::runtime_error("usage: train_bits THREADS | --isas");
  ThreadPool pool(threads);
  for (const auto& c : cases()) train_case(c, pool);
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace taxon

int main(int count, char** arguments) {
  try {
    return taxon::run(count == 2 ? arguments[1] : "");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "train_bits: %s\n", error.what());
    return 2;
  }
}
