#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/side.h"
#include "data/readers.h"
#include "encoder/config.h"
#include "encoder/parameters.h"
#include "interop/keras_import.h"
#include "model/classifier.h"
#include "text/words.h"
#include "train/trainer.h"

namespace taxon {

enum class InputKind { kLines, kText, kCsv, kTsv, kJsonLines };
enum class OutputKind { kText, kCsv, kJsonLines };

// The forms that models of other programs have.
enum class Exchange { kKeras, kOnnx, kTokenizer };

// Everything that the command line can say. The values here are the notebook's, from which presets
// (options/presets.h) start; the option table binds each of them to an option.
struct Settings {
  // What the command works on.
  std::vector<std::string> data;  // paths, patterns of paths, "-"
  std::string model, collection;
  std::string file = "-";

  // Reading and splitting.
  ReadOptions read;
  std::vector<std::string> valid;  // as data
  double valid_fraction = 0;       // 0: none is split off
  std::uint32_t split_seed = 0;

  // Text and network. What depends on the data (vocabulary, classes) is filled in when that is known.
  TokenizerOptions tokenizer = {.num_words = 10000, .oov_token = "<unw>"};
  Side truncating = Side::kPre;
  EncoderConfig encoder;
  AttentionInit attention_init = AttentionInit::kKeras3;
  int networks = 1;      // that are joined; 0: none
  bool linear = false;   // whether a linear part is joined with them
  bool baseline = true;  // whether a linear model is trained to be shown beside the network

  // Training.
  std::string preset = "notebook";
  TrainOptions train;
  std::string class_weight;  // "balanced", a file, or empty
  std::string vectors;       // file of pretrained word vectors, or empty
  int threads = 0;           // 0: all cores
  std::string from;          // model to go on from, or empty
  std::string checkpoint;    // folder; empty: none is saved
  double checkpoint_minutes = 10;
  bool resume = false;

  // Answers.
  std::string out, history;
  std::vector<std::string> fit;  // tokenize: learn the words of these data instead of taking a model's
  InputKind input = InputKind::kLines;
  OutputKind output = OutputKind::kText;
  int top = 1;             // 0: every class
  float reject_below = 0;  // answers less probable than this are none
  RunOptions run;
  bool json = false;

  // Other programs' models.
  KerasImportOptions keras;
  std::string foreign, tokenizer_file, labels_file;
  Exchange exchange = Exchange::kKeras;

  // Search for settings.
  double minutes = 0;
  std::size_t max_model_size = 0;  // bytes; 0: any
  int trials = 0;                  // settings that are tried at most; 0: as many as there is time for

  // All that was given, names as in the option table (options.h), in its order.
  std::vector<std::pair<std::string, std::string>> all_given;
  // The options that were given and shape the result, by name, in the order of the option table.
  std::vector<std::pair<std::string, std::string>> given;
};

}  // namespace taxon
