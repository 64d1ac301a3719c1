#include "model/classifier.h"

#include <algorithm>

#include "simd/scalar_math.h"
#include "text/padding.h"

namespace taxon {

RaggedIds truncate_rows(const RaggedIds& ids, std::int32_t maxlen, Side side) {
  RaggedIds cut;
  cut.offsets.reserve(ids.offsets.size());
  for (std::size_t i = 0; i < ids.size(); ++i) cut.push_back(truncate(ids[i], maxlen, side));
  return cut;
}

std::vector<TokenIds> row_views(const RaggedIds& ids) {
  std::vector<TokenIds> rows;
  rows.reserve(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) rows.push_back(ids[i]);
  return rows;
}

RaggedIds Classifier::encode(std::span<const std::string> texts, ThreadPool& pool) const {
  return truncate_rows(tokenizer.encode(texts, pool), config.maxlen, truncating);
}

ClassifierRun::ClassifierRun(const Classifier& classifier, ThreadPool& pool, Precision precision,
                             std::size_t table_bytes)
    : classifier_(classifier),
      pool_(pool),
      predictor_(classifier.config, classifier.parameters, pool, table_bytes, precision) {}

std::vector<float> ClassifierRun::logits(std::span<const std::string> texts) {
  std::vector<float> logits(texts.size() * classifier_.labels.size());
  const RaggedIds ids = classifier_.encode(texts, pool_);
  predictor_.logits(row_views(ids), logits);
  return logits;
}

std::vector<float> ClassifierRun::probabilities(std::span<const std::string> texts) {
  auto values = logits(texts);
  to_probabilities(classifier_, values);
  return values;
}

void to_probabilities(const Classifier& classifier, std::span<float> logits) {
  if (classifier.multi_label()) {
    sigmoid_each(logits);
  } else {
    softmax_rows(logits, classifier.labels.size());
  }
}

void sigmoid_each(std::span<float> logits) {
  for (float& value : logits) value = static_cast<float>(exact_sigmoid(static_cast<double>(value)));
}

void softmax_rows(std::span<float> logits, std::size_t classes) {
  std::vector<double> exps(classes);
  for (std::size_t begin = 0; begin + classes <= logits.size(); begin += classes) {
    const auto row = logits.subspan(begin, classes);
    const auto largest = static_cast<double>(*std::max_element(row.begin(), row.end()));
    double sum = 0;
    for (std::size_t c = 0; c < classes; ++c)
      sum += exps[c] = exact_exp(static_cast<double>(row[c]) - largest);
    // A part over a sum of non-negative parts cannot round to more than 1; a product with 1 / sum could.
    for (std::size_t c = 0; c < classes; ++c) row[c] = static_cast<float>(exps[c] / sum);
  }
}

}  // namespace taxon
