#include "linear/linear_model.h"

#include <memory>
#include <utility>

#include "base/check.h"

namespace taxon {

LinearModel::LinearModel(TfidfFeatures features, ByteWeights weights)
    : features_(std::move(features)), weights_(std::move(weights)) {
  TAXON_CHECK(features_.size() == weights_.features);
}

void LinearModel::score(std::string_view text, Scratch& scratch, std::span<double> scores) const {
  scratch.row.clear();
  features_.append_row(text, scratch.counter, scratch.row);
  weights_.score(scratch.row, scores);
}

std::vector<double> LinearModel::score(std::span<const std::string> texts, ThreadPool& pool) const {
  std::vector<double> scores(texts.size() * classes());
  std::vector<std::unique_ptr<Scratch>> scratch(static_cast<std::size_t>(pool.size()));
  pool.parallel_for(texts.size(), [&](std::size_t i, int worker) {
    auto& own = scratch[static_cast<std::size_t>(worker)];
    if (!own) own = std::make_unique<Scratch>(*this);
    score(texts[i], *own, std::span(scores).subspan(i * classes(), classes()));
  });
  return scores;
}

}  // namespace taxon
