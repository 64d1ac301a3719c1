#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "encoder/config.h"
#include "encoder/engine.h"
#include "encoder/parameters.h"
#include "oracle/oracle.h"

// Networks, weights and texts for the engine's tests, and the engine's answers in the oracle's form.
namespace taxon {

// A network of odd sizes, with the default dropout, for tests of bits.
EncoderConfig bits_config(bool mask, Output output = Output::kSoftmax);

// All numbers are drawn from `seed`. Weights are spread as in a network that has learned something: biases,
// gammas and betas too.
Parameters random_parameters(const EncoderConfig& config, std::uint64_t seed);

struct Texts {
  std::vector<std::vector<std::int32_t>> ids;
  std::vector<std::vector<std::int32_t>> labels;
  std::vector<float> weights;
  std::vector<float> positive_weights = {};

  std::vector<TokenIds> views() const { return {ids.begin(), ids.end()}; }
  std::vector<ClassIndices> label_views() const { return {labels.begin(), labels.end()}; }
};
// Texts of the given lengths with ids in [1, V) and weights between 0.5 and 1.5. With a softmax one label
// each; with sigmoids any number, none in the first text, and weights of classes too.
Texts random_texts(const EncoderConfig& config, std::span<const std::size_t> lengths, std::uint64_t seed);
// Every length from 0 to L where L is small, else 0, 1, 2, L / 2, L - 1, L and some between.
std::vector<std::size_t> telling_lengths(const EncoderConfig& config);

// Where dropout's numbers come from in these tests.
constexpr std::uint64_t kDropoutSeed = 99;
constexpr std::uint32_t kDropoutEpoch = 3, kDropoutBatch = 7;

TrainingBatch training_batch(std::span<const TokenIds> views, std::span<const ClassIndices> labels,
                             const Texts& texts);
// The same for the oracle. with_dropout: the factors that the rate and the numbers above give.
oracle::Batch oracle_batch(const EncoderConfig& config, const Texts& texts, bool with_dropout);
oracle::Result run_oracle(const EncoderConfig& config, const Parameters& parameters,
                          const oracle::Batch& batch);

std::vector<float> run_predictor(const EncoderConfig& config, const Parameters& parameters,
                                 const Texts& texts, ThreadPool& pool);

struct EngineResult {
  BatchScore score;
  std::vector<float> gradients;  // in the order of ParameterLayout; token rows not prepared are 0

  // Of all numbers, bit for bit.
  bool same_bits(const EngineResult& other) const;
};
EngineResult run_engine(GradientEngine& engine, const Parameters& parameters, const Texts& texts);

}  // namespace taxon
