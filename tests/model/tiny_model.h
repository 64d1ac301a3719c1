#pragma once

#include <string>
#include <vector>

#include "model/classifier.h"

namespace taxon {

// A few hundred weights, with labels and words that a careless file format would spoil.
inline Classifier tiny_model() {
  ThreadPool pool(1);
  const TokenizerOptions options{.num_words = 6, .oov_token = "<unw>"};
  const std::vector<std::string> texts = {"river bank river", "größe ✓ bank", "one two three river"};
  EncoderConfig config{.vocabulary = 6, .maxlen = 5, .embed_dim = 4, .heads = 2, .key_dim = 3, .ff_dim = 2};
  config.classes = 4;
  Parameters parameters(config);
  initialize(parameters, config, AttentionInit::kKeras3, 7);
  return {.tokenizer = Tokenizer::fit(options, texts, pool),
          .truncating = Side::kPost,
          .config = config,
          .labels = {"a,b", "x\"y", std::string("n\0l", 3), "Größe ✓"},
          .networks = one_network(std::move(parameters)),
          .provenance = {.program = "taxon test",
                         .train_sha256 = "ab12",
                         .train_texts = 3,
                         .seed = 18446744073709551615U,
                         .options = {{"epochs", "3"}, {"oov-token", "\xff"}},
                         .epochs = 3,
                         .best_epoch = 2,
                         .loss = 0.1,
                         .accuracy = 1.0},
          .backing = nullptr};
}

// The same with a threshold a class.
inline Classifier tiny_multi_label_model() {
  Classifier model = tiny_model();
  model.config.output = Output::kSigmoid;
  model.thresholds = {0.0F, 0.25F, 0.5F, 1.0F};
  return model;
}

}  // namespace taxon
