#include "cli/options.h"

#include <array>
#include <limits>

#include "base/error.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/option_values.h"

namespace taxon {
namespace {

// A function of Settings& that gives a reference to the field.
#define FIELD(field)          \
  [](Settings & s) -> auto& { \
    return s.field;           \
  }

constexpr int kMaxInt = std::numeric_limits<int>::max();
constexpr std::uint32_t kMaxSeed = std::numeric_limits<std::uint32_t>::max();
constexpr double kMaxDouble = std::numeric_limits<double>::max();
constexpr unsigned kReads = kTrain | kEvaluate | kTokenize;  // commands that read labelled data
constexpr unsigned kSplits = kTrain | kEvaluate;

std::vector<std::string> parse_list(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    if (end == begin) throw Error("has an empty name between its commas");
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::optional<std::uint32_t> parse_shuffle_seed(const std::string& text) {
  if (text == "none") return std::nullopt;
  const auto seed = parse_number<std::uint32_t>(text);
  if (!seed) throw Error("'" + text + "' is neither none nor a whole number from 0 to 4294967295");
  return seed;
}

std::optional<std::string> parse_oov_token(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

// Keras's escapes cannot be typed in a shell's quotes: TAB and LF are written \t and \n.
std::string parse_filters(const std::string& text) {
  std::string filters;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == 't' || text[i + 1] == 'n');
    filters += !escape ? text[i] : text[i + 1] == 't' ? '\t' : '\n';
    if (escape) ++i;
  }
  return filters;
}

const std::vector<std::pair<std::string, Side>> kSides = {{"pre", Side::kPre}, {"post", Side::kPost}};

void add_arguments(std::vector<Option>& table) {
  table.insert(
      table.end(),
      {{"DATA", any_text(FIELD(data), "PATH"),
        "folder of class folders, .tar.gz of one, .tsv table or .tab table of three header lines", kTrain, "",
        Presence::kRequired},
       {"MODEL", any_text(FIELD(model), "FILE"), "model file that train wrote", kEvaluate | kPredict | kInfo,
        "", Presence::kRequired},
       {"MODEL", any_text(FIELD(model), "FILE"), "model file that train wrote; not with --fit", kTokenize,
        ""},
       {"DATA", any_text(FIELD(data), "PATH"), "labelled texts to judge the model by, as train takes them",
        kEvaluate, "", Presence::kRequired},
       {"FILE", any_text(FIELD(file), "FILE"), "texts to read; - for standard input", kPredict | kTokenize,
        ""},
       {"NAME", choice(FIELD(collection), {{"20newsgroups", std::string("20newsgroups")}}),
        "the collection to fetch", kDataset, "", Presence::kRequired}});
}

void add_data_options(std::vector<Option>& table) {
  const std::string group = "Data";
  table.insert(
      table.end(),
      {{"--format", parsed(FIELD(read.format), parse_format, "folder|tar.gz|tsv|tab"),
        "what DATA is; guessed from its name otherwise", kReads, group, Presence::kOptional, true},
       {"--encoding", any_text(FIELD(read.encoding), "NAME"), "encoding of the texts, as utf-8 or latin-1",
        kReads | kPredict, group, Presence::kOptional, true},
       {"--on-bad-bytes",
        choice(FIELD(read.on_bad_bytes), {{"error", OnBadBytes::kError}, {"replace", OnBadBytes::kReplace}}),
        "what to do about bytes that are not in the encoding", kReads | kPredict, group, Presence::kOptional,
        true},
       {"--text-column", any_text(FIELD(read.text_column), "NAME"), "a table's column of texts", kReads,
        group, Presence::kOptional, true},
       {"--label-column", any_text(FIELD(read.label_column), "NAME"), "a table's column of classes", kReads,
        group, Presence::kOptional, true},
       {"--skip-rows", flag(FIELD(read.skip_rows)), "leave a table's bad rows out and count them", kReads,
        group, Presence::kOptional, true},
       {"--subset", parsed(FIELD(read.subset), parse_subset, "train|test|all"),
        "which part of a pair of folders NAME-train and NAME-test", kReads, group, Presence::kOptional, true},
       {"--remove", parsed(FIELD(read.remove), parse_remove, "PARTS"),
        "parts of posts to leave out: headers,footers,quotes", kReads, group, Presence::kOptional, true},
       {"--categories", parsed(FIELD(read.categories), parse_list, "A,B"), "only these classes", kReads,
        group, Presence::kOptional, true},
       {"--shuffle-seed", parsed(FIELD(read.shuffle_seed), parse_shuffle_seed, "N|none"),
        "shuffle the texts as NumPy's RandomState(N) does", kReads, group, Presence::kOptional, true},
       {"--valid", any_text(FIELD(valid), "PATH"), "labelled texts to watch the training by", kTrain, group},
       {"--valid-fraction", decimal_number(FIELD(valid_fraction), 0.0, 1.0),
        "split off this part of DATA for validation, class by class", kSplits, group, Presence::kOptional,
        true},
       {"--split-seed", whole_number(FIELD(split_seed), 0U, kMaxSeed), "seed of that split", kSplits, group,
        Presence::kOptional, true}});
}

void add_text_options(std::vector<Option>& table) {
  const std::string group = "Text";
  const auto add = [&](std::string name, OptionValue value, std::string help, unsigned commands) {
    table.push_back(
        {std::move(name), std::move(value), std::move(help), commands, group, Presence::kOptional, true});
  };
  const unsigned tokenizes = kTrain | kTokenize;
  add("--num-words", whole_number(FIELD(tokenizer.num_words), 0, kMaxInt / 2),
      "ids given to words, padding's and the unknown word's included; 0: no limit", tokenizes);
  add("--oov-token",
      {.placeholder = "TEXT",
       .set = [](Settings& s, const std::string& text) { s.tokenizer.oov_token = parse_oov_token(text); },
       .get = [](const Settings& s) { return s.tokenizer.oov_token.value_or(""); }},
      "word that stands for unknown ones; empty: they are dropped", tokenizes);
  add("--filters", parsed(FIELD(tokenizer.filters), parse_filters, "CHARS"),
      R"(characters that part words, \t and \n for TAB and LF; Keras's by default)", tokenizes);
  add("--lower", on_off(FIELD(tokenizer.lower)), "lower-case the texts first", tokenizes);
  add("--split", any_text(FIELD(tokenizer.split), "TEXT"), "what stands between words (a space)", tokenizes);
  add("--char-level", on_off(FIELD(tokenizer.char_level)), "every character is a word", tokenizes);
  add("--maxlen", whole_number(FIELD(encoder.maxlen), 1, 1 << 20), "tokens of a text that are looked at",
      kTrain);
  add("--truncating", choice(FIELD(truncating), kSides), "the end that longer texts are cut at", kTrain);
  add("--padding", choice(FIELD(encoder.padding), kSides), "the end that shorter texts are filled up at",
      kTrain);
}

void add_network_options(std::vector<Option>& table) {
  const std::string group = "Network";
  const auto add = [&](std::string name, OptionValue value, std::string help) {
    table.push_back(
        {std::move(name), std::move(value), std::move(help), kTrain, group, Presence::kOptional, true});
  };
  add("--preset", choice(FIELD(preset), {{"notebook", std::string("notebook")}}),
      "settings to start from; every other option overrules it");
  add("--mask", on_off(FIELD(encoder.mask)), "leave padding out of attention and maximum");
  add("--embed-dim", whole_number(FIELD(encoder.embed_dim), 1, 1 << 14), "size of a word's vector");
  add("--blocks", whole_number(FIELD(encoder.blocks), 1, 64), "encoder blocks, one on the other");
  add("--heads", whole_number(FIELD(encoder.heads), 1, 1 << 10), "attention heads");
  add("--key-dim", whole_number(FIELD(encoder.key_dim), 1, 1 << 14), "size of each head's queries and keys");
  add("--ff-dim", whole_number(FIELD(encoder.ff_dim), 1, 1 << 16), "size of the feed-forward layer");
  add("--positions",
      choice(FIELD(encoder.positions),
             {{"learned", Positions::kLearned}, {"sinusoidal", Positions::kSinusoidal}}),
      "vectors of positions");
  add("--dropout", decimal_number(FIELD(encoder.dropout), 0.0F, 1.0F),
      "part of the pooled vector silenced in training");
  add("--attention-init",
      choice(FIELD(attention_init), {{"keras2", AttentionInit::kKeras2}, {"keras3", AttentionInit::kKeras3}}),
      "start values of the attention's kernels: keras3 as Keras 3.15, keras2 as before it");
}

void add_training_options(std::vector<Option>& table) {
  const std::string group = "Training";
  const auto add = [&](std::string name, OptionValue value, std::string help) {
    table.push_back(
        {std::move(name), std::move(value), std::move(help), kTrain, group, Presence::kOptional, true});
  };
  add("--seed", whole_number(FIELD(train.seed), std::uint64_t{0}, std::numeric_limits<std::uint64_t>::max()),
      "seed of start values, shuffling and dropout");
  add("--epochs", whole_number(FIELD(train.epochs), 1, kMaxInt), "passes over the training texts at most");
  add("--batch-size", whole_number(FIELD(train.batch_size), 1, 1 << 20), "texts a step");
  add("--learning-rate", decimal_number(FIELD(train.learning_rate), 0.0, kMaxDouble), "of Adam");
  add("--monitor",
      choice(FIELD(train.monitor), {{"val_loss", std::string("val_loss")},
                                    {"val_accuracy", std::string("val_accuracy")},
                                    {"loss", std::string("loss")},
                                    {"accuracy", std::string("accuracy")}}),
      "figure that decides about stopping, the best epoch and the rate");
  add("--patience", whole_number(FIELD(train.patience), 0, kMaxInt), "epochs without a gain before stopping");
  add("--min-delta", decimal_number(FIELD(train.min_delta), 0.0, kMaxDouble), "least change that is a gain");
  add("--start-from-epoch", whole_number(FIELD(train.start_from_epoch), 0, kMaxInt),
      "epochs before stopping is thought of");
  add("--plateau-patience", whole_number(FIELD(train.plateau_patience), -1, kMaxInt),
      "epochs without a gain before the rate falls; -1: never");
  add("--plateau-factor", decimal_number(FIELD(train.plateau_factor), 0.0, 1.0),
      "what the rate is multiplied by");
  add("--plateau-min-delta", decimal_number(FIELD(train.plateau_min_delta), 0.0, kMaxDouble),
      "least change that is a gain for the rate");
  add("--cooldown", whole_number(FIELD(train.cooldown), 0, kMaxInt), "epochs of rest after the rate fell");
  add("--min-learning-rate", decimal_number(FIELD(train.min_learning_rate), 0.0, kMaxDouble),
      "the rate never falls below");
}

void add_running_options(std::vector<Option>& table) {
  const std::string group = "Running";
  table.insert(
      table.end(),
      {{"--class-weight", any_text(FIELD(class_weight), "balanced|FILE"),
        "weigh classes: by their rarity, or by a file of lines LABEL<TAB>WEIGHT", kTrain, "Training"},
       {"--threads", whole_number(FIELD(threads), 0, 1024),
        "threads; 0: one a core. Results do not depend on it", kTrain | kEvaluate | kPredict | kTokenize,
        group},
       {"--out", any_text(FIELD(out), "FILE"), "where the result goes", kTrain | kDataset, group,
        Presence::kRequired},
       {"--history", any_text(FIELD(history), "FILE.csv"), "write each epoch's figures as CSV", kTrain,
        group},
       {"--fit", any_text(FIELD(fit), "PATH"),
        "learn the words from these labelled texts instead of a MODEL's", kTokenize, group},
       {"--input", choice(FIELD(input), {{"lines", InputKind::kLines}, {"text", InputKind::kText}}),
        "whether each line of FILE is a text or FILE is one", kPredict | kTokenize, group},
       {"--top", whole_number(FIELD(top), 0, kMaxInt), "classes to answer with; 0: all", kPredict, group},
       {"--precision",
        choice(FIELD(precision), {{"fp32", Precision::kFloat32}, {"bf16", Precision::kBfloat16}}),
        "what classifying computes in; bf16: faster and a little less exact, on processors with AMX",
        kEvaluate | kPredict, group},
       {"--memory", byte_size(FIELD(memory)),
        "room for the projections of words that are kept between texts. Results do not depend on it",
        kEvaluate | kPredict, group},
       {"--json", flag(FIELD(json)), "answer in JSON", kEvaluate | kPredict | kInfo | kTokenize, group}});
}

#undef FIELD

}  // namespace

std::span<const Command> all_commands() {
  static const std::array commands = {
      Command{kTrain, "train", "Train a classifier on labelled texts", run_train},
      Command{kEvaluate, "evaluate", "Judge a model by labelled texts", run_evaluate},
      Command{kPredict, "predict", "Classify texts, one answer a text, in order", run_predict},
      Command{kInfo, "info", "Show what is inside a model", run_info},
      Command{kTokenize, "tokenize", "Show the tokens and ids of texts", run_tokenize},
      Command{kDataset, "dataset", "Fetch a well-known collection of labelled texts", run_dataset}};
  return commands;
}

std::span<const Option> all_options() {
  static const std::vector<Option> table = [] {
    std::vector<Option> made;
    add_arguments(made);
    add_data_options(made);
    add_text_options(made);
    add_network_options(made);
    add_training_options(made);
    add_running_options(made);
    return made;
  }();
  return table;
}

void apply_option(const Option& option, const std::string& text, Settings& settings) {
  if (text.starts_with("--") && text.size() > 2) {
    throw Error({.field = option.name}, "needs a value before " + text);
  }
  if (first_bad_utf8(text) != std::string_view::npos && option.shapes_result) {
    throw Error({.field = option.name}, "is not UTF-8; set the terminal to UTF-8");
  }
  try {
    option.value.set(settings, text);
  } catch (const Error& error) {
    // A room below names the field without dashes.
    const std::size_t prefix = error.where().field.empty() ? 0 : error.where().field.size() + 2;
    throw Error({.field = option.name}, std::string(error.what()).substr(prefix));
  }
}

}  // namespace taxon
