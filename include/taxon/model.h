#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taxon/error.h"
#include "taxon/evaluation.h"
#include "taxon/export.h"
#include "taxon/options.h"
#include "taxon/text_set.h"

namespace taxon {

// One class with its probability.
struct Answer {
  std::string label;      // empty where rejected
  std::size_t index = 0;  // of the class in Model::labels(); where rejected that of the most probable one
  float probability = 0;  // of class `index`, in [0, 1]
  bool rejected = false;  // less probable than Model::reject_below(): the text is of none of the classes
};

// A token of a text.
struct TextToken {
  std::string text;                // as the model knows it, lower-cased
  std::size_t begin = 0, end = 0;  // the bytes [begin, end) of the original text that it was made from
  std::int32_t id = 0;             // 0: the model drops it
};

// A trained classifier. Immutable and cheap to copy: copies share one model, which lives as long as any of
// them. A moved-from model may only be destroyed or assigned to.
//
// Thread safety: all const functions of one model, or of its copies, may be called from any number of threads
// at once. Texts that wait together are classified as one batch by the model's own team of threads; an answer
// is the same to the bit whatever the batch, the order and the number of threads (in bf16: on processors of
// one kind). Of many texts in one call 1,024 are at work at a time, and what others ask comes between: a text
// waits for at most one such batch of each other caller's. After fork() parent and child may both go on with
// it: the child gets a team of its own with its first call, and what it has of the parent's is not freed.
//
// Texts are UTF-8; one that is not throws Error naming its index and byte.
class TAXON_API Model {
 public:
  // options: of OptionUse::kClassify. Throws Error naming the file where it is missing, damaged or newer than
  // this library, and for options that this machine or model cannot serve.
  //
  // The file is mapped and used where it stands: replace it by renaming another over it, do not write into
  // it.
  static Model load(const std::string& path, const Options& options = {});
  // The bytes of a model file; they are copied. Messages call them "model".
  static Model from_bytes(std::string_view bytes, const Options& options = {});

  // Writes the model so that `path` holds at every moment its old bytes or all of the new ones. The same
  // model gives the same bytes, those that the program writes. Throws Error naming the path.
  void save(const std::string& path) const;
  std::string bytes() const;

  // The classes' names by index; any bytes. Valid as long as the model.
  std::span<const std::string> labels() const;
  // Whether a text may get several labels or none.
  bool multi_label() const;
  // Of a multi-label model (classes): a text gets the classes whose probability is above theirs. Else empty.
  // Valid as long as the model.
  std::span<const float> thresholds() const;
  // Of the option reject-below: a text whose most probable class is less probable is answered with none of
  // them. 0: every text is answered.
  float reject_below() const;
  // What is in it, as `taxon info --json` shows it: one JSON object with format, parameters, words, options,
  // labels, tensors and provenance. Of a model trained with "split" "icu", `icu` has two versions of ICU:
  // where `trained` is not the one `here`, some texts may be cut otherwise than in the training.
  std::string info_json() const;

  // The most probable class; of equal ones the first. `rejected` where it is too improbable.
  Answer classify(std::string_view text) const;
  std::vector<Answer> classify(std::span<const std::string> texts) const;
  // The labels that a text gets, most probable first: of a multi-label model those above their threshold,
  // perhaps none; else the most probable one, or none where it is rejected.
  std::vector<Answer> labels_of(std::string_view text) const;
  std::vector<std::vector<Answer>> labels_of(std::span<const std::string> texts) const;
  // The k most probable classes, most probable first; 0: all of them. None of them is rejected.
  std::vector<Answer> top(std::string_view text, std::size_t k) const;
  std::vector<std::vector<Answer>> top(std::span<const std::string> texts, std::size_t k) const;
  // Of every class (rows add up to 1, but for a multi-label model): (texts.size(), labels().size()),
  // row-major.
  std::vector<float> probabilities(std::span<const std::string> texts) const;
  // The same into memory of the caller. Throws Error where `out` has another size.
  void probabilities(std::span<const std::string> texts, std::span<float> out) const;

  // The tokens of a text with their places, also those that the model drops or is too short-sighted for.
  std::vector<TextToken> tokens(std::string_view text) const;
  // The ids that the network sees of a text that is not classified in windows: at most maxlen.
  std::vector<std::int32_t> ids(std::string_view text) const;

  // Throws Error where the set is empty, has a class that the model lacks, or has several labels a text where
  // the model gives one, or the other way about. Its intervals take some 10 microseconds a text more than
  // classifying.
  Evaluation evaluate(const TextSet& texts) const;

 private:
  friend struct ModelAccess;
  struct TAXON_HIDDEN State;
  explicit Model(std::shared_ptr<State> state);

  std::shared_ptr<State> state_;
};

// Judges both by the same texts: the figures of `taxon evaluate A B DATA`. Throws what evaluate() throws, and
// Error where the models' labels differ (their order may) or where only one gives several labels a text.
TAXON_API Comparison compare(const Model& a, const Model& b, const TextSet& texts);

}  // namespace taxon
