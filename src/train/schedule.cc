#include "train/schedule.h"

#include <numbers>

#include "simd/scalar_math.h"

namespace taxon {

double scheduled_rate(Schedule schedule, double rate, std::int64_t done, std::int64_t steps) {
  if (schedule == Schedule::kConstant) return rate;
  const double angle = std::numbers::pi * static_cast<double>(done) / static_cast<double>(steps);
  return rate * 0.5 * (1.0 + exact_cos(angle));
}

}  // namespace taxon
