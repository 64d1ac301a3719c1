#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/ragged.h"
#include "base/side.h"
#include "base/thread_pool.h"
#include "encoder/config.h"
#include "encoder/engine.h"
#include "encoder/parameters.h"
#include "encoder/precision.h"
#include "linear/linear_model.h"
#include "model/provenance.h"
#include "text/tokenizer.h"

namespace taxon {

// A trained classifier: all that turns a text into probabilities, as a model file holds it. Once built it is
// only read, so any number of threads may share one.
//
// With networks alone that are one, a text's logits are the network's. Otherwise they are
//   network_weight x the mean over the networks of log softmax(logits)
//     + linear_weight x the linear part's scores + offset,
// with sigmoids the mean of the logits themselves.
struct Classifier {
  Tokenizer tokenizer;               // of the networks' words
  Side truncating = Side::kPre;      // the end that a text longer than maxlen is cut at
  EncoderConfig config;              // of every network; without one classes and output still count
  std::vector<std::string> labels;   // of the classes by index; any bytes
  std::vector<Parameters> networks;  // may be none where there is a linear part
  std::optional<LinearModel> linear = {};
  double network_weight = 1, linear_weight = 1, offset = 0;
  // Of sigmoids: a text has the classes whose probability is above their threshold, (C), each in [0, 1].
  // Empty with a softmax.
  std::vector<float> thresholds = {};
  // Of the ICU whose word boundaries cut the texts of the training, as "72.1"; empty unless the tokenizer's
  // words are ICU's.
  std::string icu_version = {};
  Provenance provenance;
  // Memory that vocabulary and parameters borrow from; null where they have their own.
  std::shared_ptr<const void> backing;

  // Whether a text may get several labels or none.
  bool multi_label() const { return config.output == Output::kSigmoid; }
  // Whether it is one network and nothing else: all that other programs' forms can hold.
  bool single_network() const { return networks.size() == 1 && !linear; }
  // Numbers in all networks.
  std::size_t network_parameters() const;
  // Texts (UTF-8) as the encoder takes them: at most maxlen ids each.
  RaggedIds encode(std::span<const std::string> texts, ThreadPool& pool) const;
};

// Throws Error where the classifier is more than one network. form: what can hold no more, as "Keras's file".
void require_single_network(const Classifier& classifier, const std::string& form);
// Throws Error where the classifier has no network, and so no ids of words. what: what needs them.
void require_network(const Classifier& classifier, const std::string& what);

// A list of one.
inline std::vector<Parameters> one_network(Parameters network) {
  std::vector<Parameters> networks;
  networks.push_back(std::move(network));
  return networks;
}

// Every row cut to maxlen.
RaggedIds truncate_rows(const RaggedIds& ids, std::int32_t maxlen, Side side);

// The rows of ids as the encoder's interface takes them; they point into `ids`.
std::vector<TokenIds> row_views(const RaggedIds& ids);

// How a classifier is run.
struct RunOptions {
  Precision precision = Precision::kFloat32;
  std::size_t table_bytes = kTableBytes;  // of Predictor, for all networks together
  // Whether the networks see a text of more than maxlen tokens in windows (model/windows.h) and not cut. The
  // linear part sees all of a text either way.
  bool windows = false;
};

// Classifies texts. Results are the same bits whatever the batch, the order and the number of threads; in
// bfloat16 on processors of one kind.
class ClassifierRun {
 public:
  // Classifier and pool are borrowed and must outlive the object. Throws Error where the precision cannot be
  // had.
  ClassifierRun(const Classifier& classifier, ThreadPool& pool, const RunOptions& options = {});

  // (texts, C), row-major. One call at a time.
  std::vector<float> logits(std::span<const std::string> texts);
  // The logits' softmax or, of a multi-label model, each one's sigmoid.
  std::vector<float> probabilities(std::span<const std::string> texts);

 private:
  RaggedIds encode(std::span<const std::string> texts) const;

  const Classifier& classifier_;
  ThreadPool& pool_;
  const bool windows_;
  std::vector<std::unique_ptr<Predictor>> predictors_;  // of each network
};

// In place: a classifier's logits (texts, C) become its probabilities.
void to_probabilities(const Classifier& classifier, std::span<float> logits);

// In place: each row of `classes` logits becomes its softmax. Every value is in [0, 1].
void softmax_rows(std::span<float> logits, std::size_t classes);

// In place: each logit becomes its sigmoid, in [0, 1].
void sigmoid_each(std::span<float> logits);

}  // namespace taxon
