#pragma once

#include <cstddef>
#include <cstdint>

#include "encoder/parameters.h"
#include "train/trainer.h"

namespace taxon {

// A network and texts so small that a run of them takes milliseconds.
EncoderConfig small_config(bool mask = true);

// Texts of 0 to 12 words; those of class c hold words of the c-th third of the vocabulary more often.
LabelledIds made_up_texts(std::size_t n, std::uint64_t seed);

struct Trained {
  Parameters parameters;
  TrainResult result;
};

constexpr std::size_t kSmallTexts = 150;

// 150 texts to learn from, 60 to judge by.
Trained train_small(const TrainOptions& options, int threads, bool mask = true, const TrainHooks& hooks = {});

bool same_bits(const Parameters& a, const Parameters& b);

}  // namespace taxon
