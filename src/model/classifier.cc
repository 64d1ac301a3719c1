#include "model/classifier.h"

#include <algorithm>

#include "base/error.h"
#include "model/joined_logits.h"
#include "model/windows.h"
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

std::size_t Classifier::network_parameters() const {
  return networks.empty() ? 0 : networks.size() * networks.front().layout().size();
}

void require_single_network(const Classifier& classifier, const std::string& form) {
  if (classifier.single_network()) return;
  std::string parts = std::to_string(classifier.networks.size()) +
                      (classifier.networks.size() == 1 ? " network" : " networks");
  if (classifier.networks.empty()) parts = "no network";
  if (classifier.linear) parts += classifier.networks.empty() ? " but n-grams" : " and n-grams";
  throw Error("the model has " + parts + ", and " + form +
              " holds one network; train one with --networks 1 --linear off");
}

void require_network(const Classifier& classifier, const std::string& what) {
  if (!classifier.networks.empty()) return;
  throw Error("the model has n-grams and no network, and " + what +
              " are a network's; train one with --networks 1");
}

RaggedIds Classifier::encode(std::span<const std::string> texts, ThreadPool& pool) const {
  return truncate_rows(tokenizer.encode(texts, pool), config.maxlen, truncating);
}

ClassifierRun::ClassifierRun(const Classifier& classifier, ThreadPool& pool, const RunOptions& options)
    : classifier_(classifier), pool_(pool), windows_(options.windows) {
  for (const Parameters& network : classifier.networks) {
    predictors_.push_back(std::make_unique<Predictor>(classifier.config, network, pool,
                                                      options.table_bytes / classifier.networks.size(),
                                                      options.precision));
  }
}

// Ids of at most maxlen tokens are one window, so that cut texts need no road of their own.
RaggedIds ClassifierRun::encode(std::span<const std::string> texts) const {
  return windows_ ? classifier_.tokenizer.encode(texts, pool_) : classifier_.encode(texts, pool_);
}

std::vector<float> ClassifierRun::logits(std::span<const std::string> texts) {
  std::vector<float> logits(texts.size() * classifier_.labels.size());
  if (classifier_.single_network()) {
    const RaggedIds ids = encode(texts);
    windowed_logits(*predictors_.front(), classifier_.config, row_views(ids), logits);
    return logits;
  }
  JoinedLogits joined(classifier_.config.output, texts.size(), classifier_.labels.size(), classifier_.offset);
  if (!predictors_.empty()) {
    const RaggedIds ids = encode(texts);
    const auto rows = row_views(ids);
    const double weight = classifier_.network_weight / static_cast<double>(predictors_.size());
    for (const auto& predictor : predictors_) {
      windowed_logits(*predictor, classifier_.config, rows, logits);
      joined.add_network(logits, weight);
    }
  }
  if (classifier_.linear) joined.add(classifier_.linear->score(texts, pool_), classifier_.linear_weight);
  return joined.floats();
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
