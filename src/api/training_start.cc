#include "api/training_start.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <utility>

#include "api/checks.h"
#include "api/memory_need.h"
#include "api/pretrained_vectors.h"
#include "api/training_record.h"
#include "base/error.h"
#include "encoder/precision.h"
#include "model/extend.h"
#include "model/other_icu.h"
#include "train/callbacks.h"
#include "train/held_out.h"
#include "train/thresholds.h"

namespace taxon {
namespace {

std::string new_to(const Classifier& known, const Settings& settings, const TrainingStart& start,
                   std::int32_t left_out) {
  const auto counted = [](std::size_t n, const char* one, const char* many) {
    return fmt::format("{} {}", n, n == 1 ? one : many);
  };
  const std::size_t words =
      static_cast<std::size_t>(start.tokenizer.kept_words() - known.tokenizer.kept_words());
  const std::size_t classes = start.classes.size() - known.labels.size();
  std::string text =
      fmt::format("goes on from {}: {}, {}", settings.from, counted(words, "new word", "new words"),
                  counted(classes, "new class", "new classes"));
  for (std::size_t i = 0; i < classes; ++i) {
    text += (i == 0 ? " " : ", ") + quoted_name(start.classes[known.labels.size() + i]);
  }
  if (left_out > 0) {
    text += fmt::format("; --num-words {} has no room for {} more", start.tokenizer.options().num_words,
                        left_out);
  }
  return text;
}

void require_same_kind(const Settings& settings, const TrainingData& data, const Classifier& known) {
  if (known.multi_label() == data.train.multi_label) return;
  throw Error(
      {.file = settings.from},
      known.multi_label()
          ? "was trained on texts of several labels, and each text has one here; give --multi-label if "
            "that is right"
          : "gives one label a text, and the texts have several here; give texts with one label each");
}

// Learns the words of the training texts, or adds them to those of `known` (may be null) and then notes how
// many words and classes are new to it.
TrainingStart learn_words(const Settings& settings, const TrainingData& data, const Classifier* known,
                          const std::string& name, ThreadPool& pool, std::vector<std::string>& notes) {
  if (known) require_same_kind(settings, data, *known);
  RaggedIds ids;
  std::int32_t left_out = 0;
  const std::span<const std::string> texts =
      settings.networks > 0 ? std::span<const std::string>(data.train.texts) : std::span<const std::string>();
  const auto tokenizer = [&] {
    if (!known) return Tokenizer::fit_and_encode(settings.tokenizer, texts, pool, ids);
    auto extended = Tokenizer::extend(known->tokenizer, settings.tokenizer.num_words, data.train.texts, pool);
    left_out = extended.left_out;
    ids = extended.tokenizer.encode(data.train.texts, pool);
    return std::move(extended.tokenizer);
  };
  TrainingStart start{.tokenizer = tokenizer(),
                      .config = settings.encoder,
                      .classes = data.train.classes,
                      .train = {},
                      .valid = {},
                      .vectors = {}};
  if (settings.networks > 0 && ids.values.empty()) {
    throw Error({.file = name},
                std::string("no words left after filtering; see 'taxon tokenize --fit' on these data") +
                    (settings.linear ? ", or learn from n-grams alone by --networks 0" : ""));
  }
  start.train = {truncate_rows(ids, settings.encoder.maxlen, settings.truncating), data.train.labels};
  if (data.valid) {
    start.valid = {truncate_rows(start.tokenizer.encode(data.valid->texts, pool), settings.encoder.maxlen,
                                 settings.truncating),
                   data.valid->labels};
  }
  // Not num_words: rows that no word has would cost memory and change nothing.
  start.config.vocabulary = start.tokenizer.kept_words() + 1;
  start.config.classes = static_cast<std::int32_t>(start.classes.size());
  start.config.output = data.train.multi_label ? Output::kSigmoid : Output::kSoftmax;
  start.vectors = load_vectors(settings, known, start.tokenizer, start.config, notes);
  start.config.validate();
  if (known) {
    if (auto note = other_icu_note(*known, settings.from); !note.empty()) notes.push_back(std::move(note));
    notes.push_back(new_to(*known, settings, start, left_out));
  }
  return start;
}

constexpr double kHeldOutShare = 0.2;

// A part of the texts is held out where there is something to weigh: a linear part's scores, several
// networks.
std::vector<std::vector<std::uint32_t>> texts_to_hold_out(const Settings& settings, const Dataset& train) {
  if (!settings.linear && settings.networks <= 1) return {};
  const auto folds = static_cast<std::size_t>(std::max(settings.networks, 1));
  return hold_out(train.labels, train.classes.size(), folds, kHeldOutShare, settings.train.seed);
}

std::vector<std::uint32_t> flattened(const std::vector<std::vector<std::uint32_t>>& lists) {
  std::vector<std::uint32_t> all;
  for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

}  // namespace

PreparedTraining prepare_training(const ContinuedModel* continued, const Settings& settings,
                                  TrainingData data, LabelWeights label_weights, const std::string& name,
                                  ThreadPool& pool, std::vector<std::string>& notes,
                                  const std::atomic<int>* stop) {
  const Classifier* const known = continued ? &continued->classifier : nullptr;
  TrainOptions options = settings.train;
  options.class_weights = class_weights(settings.class_weight, label_weights, data.train);
  if (const auto why = why_rate_never_falls(options); !why.empty()) notes.push_back(why);
  TrainingStart start = learn_words(settings, data, known, name, pool, notes);
  // Found out after hours of training, it would cost the model.
  require_precision(settings.run.precision, start.config);
  require_rejecting(settings, start.config.output == Output::kSigmoid);
  Provenance provenance =
      describe_data(settings, data, options.class_weights, continued ? continued->sha256 : "");
  if (start.vectors) provenance.options.emplace_back("vectors", start.vectors->sha256);
  const bool linear = settings.linear || (settings.baseline && data.valid);
  const auto held_out = texts_to_hold_out(settings, data.train);
  std::optional<LinearPart> linear_part;
  if (linear) {
    require_linear_memory(settings, data);
    linear_part = train_linear_part(settings, data, options.class_weights, flattened(held_out), pool, stop);
    if (!linear_part) throw Interrupted(stop->load(), "interrupted before there was a model");
    if (settings.networks == 0 && linear_part->model.features().size() == 0) {
      throw Error({.file = name}, "no n-grams to learn from; see 'taxon check' on these data");
    }
  }
  // Networks need the ids only; the texts would take several times their memory.
  data = {};
  malloc_trim(0);
  const LabelledIds* const valid = start.valid ? &*start.valid : nullptr;
  const auto memory = require_memory(start.config, start.train, valid, options, settings.networks,
                                     !held_out.empty(), pool.size());
  return {.start = std::move(start),
          .options = std::move(options),
          .provenance = std::move(provenance),
          .memory = memory,
          .held_out = held_out,
          .linear = std::move(linear_part)};
}

void set_start_values(const Settings& settings, const TrainingStart& start, std::uint64_t seed,
                      Parameters& network) {
  initialize(network, start.config, settings.attention_init, seed);
  if (start.vectors) place_start_vectors(*start.vectors, network);
}

Classifier start_classifier(const Settings& settings, PreparedTraining& prepared,
                            const ContinuedModel* continued) {
  TrainingStart& start = prepared.start;
  std::vector<Parameters> networks;
  if (settings.networks > 0) {
    Parameters& first = networks.emplace_back(start.config);
    set_start_values(settings, start, settings.train.seed, first);
    if (continued) {
      const Classifier& known = continued->classifier;
      copy_known_values(known.networks.front(), known.tokenizer.kept_words() + 1, first);
    }
  }
  if (settings.networks <= 1) start.vectors.reset();
  const bool multi_label = start.config.output == Output::kSigmoid;
  const std::size_t classes = start.classes.size();
  return {.tokenizer = std::move(start.tokenizer),
          .truncating = settings.truncating,
          .config = start.config,
          .labels = std::move(start.classes),
          .networks = std::move(networks),
          .thresholds = std::vector<float>(multi_label ? classes : 0, kDefaultThreshold),
          .icu_version = settings.tokenizer.icu_words ? icu_version() : "",
          .provenance = std::move(prepared.provenance),
          .backing = nullptr};
}

}  // namespace taxon
