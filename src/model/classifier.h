#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/ragged.h"
#include "base/side.h"
#include "base/thread_pool.h"
#include "encoder/config.h"
#include "encoder/engine.h"
#include "encoder/parameters.h"
#include "encoder/precision.h"
#include "model/provenance.h"
#include "text/tokenizer.h"

namespace taxon {

// A trained classifier: all that turns a text into probabilities, as a model file holds it. Once built it is
// only read, so any number of threads may share one.
struct Classifier {
  Tokenizer tokenizer;
  Side truncating = Side::kPre;  // the end that a text longer than maxlen is cut at
  EncoderConfig config;
  std::vector<std::string> labels;  // of the classes by index; any bytes
  Parameters parameters;
  // Of sigmoids: a text has the classes whose probability is above their threshold, (C), each in [0, 1].
  // Empty with a softmax.
  std::vector<float> thresholds = {};
  Provenance provenance;
  // Memory that vocabulary and parameters borrow from; null where they have their own.
  std::shared_ptr<const void> backing;

  // Whether a text may get several labels or none.
  bool multi_label() const { return config.output == Output::kSigmoid; }
  // Texts (UTF-8) as the encoder takes them: at most maxlen ids each.
  RaggedIds encode(std::span<const std::string> texts, ThreadPool& pool) const;
};

// Every row cut to maxlen.
RaggedIds truncate_rows(const RaggedIds& ids, std::int32_t maxlen, Side side);

// The rows of ids as the encoder's interface takes them; they point into `ids`.
std::vector<TokenIds> row_views(const RaggedIds& ids);

// Classifies texts. Results are the same bits whatever the batch, the order and the number of threads; in
// bfloat16 on processors of one kind.
class ClassifierRun {
 public:
  // Classifier and pool are borrowed and must outlive the object. table_bytes: of Predictor. Throws Error
  // where the precision cannot be had.
  ClassifierRun(const Classifier& classifier, ThreadPool& pool, Precision precision = Precision::kFloat32,
                std::size_t table_bytes = kTableBytes);

  // (texts, C), row-major. One call at a time.
  std::vector<float> logits(std::span<const std::string> texts);
  // The logits' softmax or, of a multi-label model, each one's sigmoid.
  std::vector<float> probabilities(std::span<const std::string> texts);

 private:
  const Classifier& classifier_;
  ThreadPool& pool_;
  Predictor predictor_;
};

// In place: a classifier's logits (texts, C) become its probabilities.
void to_probabilities(const Classifier& classifier, std::span<float> logits);

// In place: each row of `classes` logits becomes its softmax. Every value is in [0, 1].
void softmax_rows(std::span<float> logits, std::size_t classes);

// In place: each logit becomes its sigmoid, in [0, 1].
void sigmoid_each(std::span<float> logits);

}  // namespace taxon
