#include "options/option_groups.h"

#include <limits>

#include "options/option_values.h"

namespace taxon {
namespace {

constexpr int kMaxInt = std::numeric_limits<int>::max();
constexpr double kMaxDouble = std::numeric_limits<double>::max();

}  // namespace

void add_training_options(std::vector<Option>& table) {
  const std::string group = "Training";
  const auto add = [&](std::string name, OptionValue value, std::string help) {
    table.push_back(
        {std::move(name), std::move(value), std::move(help), kTrains, group, Presence::kOptional, true});
  };
  table.push_back(
      {"--seed",
       whole_number(TAXON_FIELD(train.seed), std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max()),
       "seed of start values, shuffling and dropout", kTrains | kTune, group, Presence::kOptional, true});
  add("--epochs", whole_number(TAXON_FIELD(train.epochs), 1, kMaxInt),
      "passes over the training texts at most");
  add("--batch-size", whole_number(TAXON_FIELD(train.batch_size), 1, 1 << 20), "texts a step");
  add("--learning-rate", decimal_number(TAXON_FIELD(train.learning_rate), 0.0, kMaxDouble), "of Adam");
  add("--schedule",
      choice(TAXON_FIELD(train.schedule), {{"constant", Schedule::kConstant}, {"cosine", Schedule::kCosine}}),
      "how the rate goes on: cosine lets it fall to 0 over all epochs");
  add("--label-smoothing", decimal_number(TAXON_FIELD(train.label_smoothing), 0.0F, 1.0F),
      "part of the target that goes to all classes alike");
  add("--word-dropout", decimal_number(TAXON_FIELD(train.word_dropout), 0.0F, 1.0F),
      "part of the words that each epoch leaves out of the texts");
  add("--monitor",
      choice(TAXON_FIELD(train.monitor), {{"val_loss", std::string("val_loss")},
                                          {"val_accuracy", std::string("val_accuracy")},
                                          {"loss", std::string("loss")},
                                          {"accuracy", std::string("accuracy")}}),
      "figure that decides about stopping, the best epoch and the rate");
  add("--patience", whole_number(TAXON_FIELD(train.patience), 0, kMaxInt),
      "epochs without a gain before stopping");
  add("--min-delta", decimal_number(TAXON_FIELD(train.min_delta), 0.0, kMaxDouble),
      "least change that is a gain");
  add("--start-from-epoch", whole_number(TAXON_FIELD(train.start_from_epoch), 0, kMaxInt),
      "epochs before stopping is thought of");
  add("--plateau-patience", whole_number(TAXON_FIELD(train.plateau_patience), -1, kMaxInt),
      "epochs without a gain before the rate falls; -1: never");
  add("--plateau-factor", decimal_number(TAXON_FIELD(train.plateau_factor), 0.0, 1.0),
      "what the rate is multiplied by");
  add("--plateau-min-delta", decimal_number(TAXON_FIELD(train.plateau_min_delta), 0.0, kMaxDouble),
      "least change that is a gain for the rate");
  add("--cooldown", whole_number(TAXON_FIELD(train.cooldown), 0, kMaxInt),
      "epochs of rest after the rate fell");
  add("--min-learning-rate", decimal_number(TAXON_FIELD(train.min_learning_rate), 0.0, kMaxDouble),
      "the rate never falls below");
  // Not shapes_result, here and below: train records what is in the file, not its name.
  table.push_back({"--class-weight", any_text(TAXON_FIELD(class_weight), "balanced|FILE"),
                   "weigh classes: by their rarity, or by a file of lines LABEL<TAB>WEIGHT", kTrains | kTune,
                   group});
  table.push_back({"--vectors", any_text(TAXON_FIELD(vectors), "FILE"),
                   "start words from these vectors (word2vec's, GloVe's or fastText's text form, also .gz); "
                   "--embed-dim is theirs",
                   kTrains, group});
  table.push_back({"--from", any_text(TAXON_FIELD(from), "MODEL"),
                   "go on from this model: its words and classes keep their weights, new ones are added",
                   kTrains, group});
}

}  // namespace taxon
