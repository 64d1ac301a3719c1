#include "report/calibration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "report/ratio.h"

namespace taxon {
namespace {

constexpr std::size_t kBins = 15;
constexpr std::array<std::size_t, 6> kPercents = {100, 95, 90, 80, 70, 50};

std::size_t bin_of(double probability) {
  const auto bin = static_cast<std::size_t>(std::max(0.0, std::ceil(probability * double{kBins}) - 1));
  return std::min(bin, kBins - 1);
}

}  // namespace

std::vector<CalibrationBin> calibration_bins(std::span<const JudgedText> texts) {
  std::vector<CalibrationBin> bins(kBins);
  std::array<std::int64_t, kBins> right{};
  for (const auto& text : texts) {
    const std::size_t b = bin_of(text.probability);
    ++bins[b].texts;
    bins[b].probability += text.probability;
    right[b] += text.right() ? 1 : 0;
  }
  for (std::size_t b = 0; b < kBins; ++b) {
    bins[b].low = static_cast<double>(b) / double{kBins};
    bins[b].high = static_cast<double>(b + 1) / double{kBins};
    bins[b].accuracy = ratio(right[b], bins[b].texts);
    if (bins[b].texts > 0) bins[b].probability /= static_cast<double>(bins[b].texts);
  }
  return bins;
}

double calibration_error(std::span<const CalibrationBin> bins) {
  double sum = 0;
  std::int64_t texts = 0;
  for (const auto& bin : bins) {
    sum += static_cast<double>(bin.texts) * std::abs(bin.accuracy - bin.probability);
    texts += bin.texts;
  }
  return texts == 0 ? 0.0 : sum / static_cast<double>(texts);
}

Answering answering_at(std::span<const JudgedText> texts, float reject_below) {
  std::int64_t answered = 0, right = 0;
  for (const auto& text : texts) {
    if (!text.answered(reject_below)) continue;
    ++answered;
    right += text.right() ? 1 : 0;
  }
  return {.share = ratio(answered, static_cast<std::int64_t>(texts.size())),
          .reject_below = reject_below,
          .texts = answered,
          .accuracy = ratio(right, answered)};
}

std::vector<Answering> answering_shares(std::span<const JudgedText> texts) {
  std::vector<float> falling;
  falling.reserve(texts.size());
  for (const auto& text : texts) falling.push_back(static_cast<float>(text.probability));
  std::sort(falling.begin(), falling.end(), std::greater<>());
  std::vector<Answering> shares;
  for (const std::size_t percent : kPercents) {
    const std::size_t wanted = (texts.size() * percent + 99) / 100;
    const float bound = percent == 100 || wanted == 0 ? 0.0F : falling[wanted - 1];
    shares.push_back(answering_at(texts, bound));
    shares.back().share = static_cast<double>(percent) / 100;
  }
  return shares;
}

}  // namespace taxon
