#pragma once

#include <cstdint>

#include "train/trainer.h"

namespace taxon {

// The rate of the step behind `done` of `steps` in all. rate: what the schedule starts from. As Keras's
// CosineDecay without warm-up and with alpha 0 (Loshchilov and Hutter, "SGDR", ICLR 2017, without restarts);
// the cosine is our own (simd/scalar_math.h), so that the rate has the same bits everywhere.
double scheduled_rate(Schedule schedule, double rate, std::int64_t done, std::int64_t steps);

}  // namespace taxon
