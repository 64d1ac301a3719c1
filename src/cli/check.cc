#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "cli/check_report.h"
#include "cli/commands.h"
#include "cli/load_data.h"
#include "cli/output.h"
#include "data/plain_words.h"
#include "text/tokenizer.h"

namespace taxon {
namespace {

constexpr std::size_t kHeldOut = 10;  // without validation texts, every tenth text stands in for them

TokenLengths summarize(std::vector<std::int64_t> lengths, std::int64_t maxlen) {
  std::ranges::sort(lengths);
  const std::size_t n = lengths.size();
  double sum = 0;
  for (const auto length : lengths) sum += static_cast<double>(length);
  const auto longer = lengths.end() - std::ranges::upper_bound(lengths, maxlen);
  return {.min = lengths.front(),
          .max = lengths.back(),
          .p90 = lengths[(9 * n + 9) / 10 - 1],
          .median = static_cast<double>(lengths[(n - 1) / 2] + lengths[n / 2]) / 2,
          .mean = sum / static_cast<double>(n),
          .longer = static_cast<double>(longer) / static_cast<double>(n),
          .maxlen = maxlen};
}

// Takes every tenth text out.
Dataset hold_out(Dataset& data) {
  std::vector<std::size_t> held, rest;
  for (std::size_t i = 0; i < data.size(); ++i) (i % kHeldOut == kHeldOut - 1 ? held : rest).push_back(i);
  Dataset taken = take(data, held);
  data = take(data, rest);
  return taken;
}

void append_lengths(const RaggedIds& ids, std::vector<std::int64_t>& lengths) {
  for (std::size_t i = 0; i < ids.size(); ++i) lengths.push_back(static_cast<std::int64_t>(ids[i].size()));
}

// Whether tokens are whole phrases: most letters are of scripts without spaces between words, and there are
// more of them a token than a word has. Texts whose words have been parted by some other program have fewer.
bool words_are_unparted(const ScriptCounts& scripts, std::int64_t tokens) {
  constexpr std::int64_t kLettersOfAWord = 5;
  return 2 * scripts.unparted > scripts.letters && scripts.letters > kLettersOfAWord * tokens;
}

// Of each text its tokens and what of them is known. Uses the texts up.
void check_tokens(const Settings& settings, TrainingData data, ThreadPool& pool, CheckReport& report) {
  ScriptCounts scripts;
  const bool of_validation = data.valid.has_value();
  for (const auto& text : data.train.texts) count_scripts(text, scripts);
  for (std::size_t i = 0; of_validation && i < data.valid->size(); ++i)
    count_scripts(data.valid->texts[i], scripts);
  if (!of_validation) data.valid = hold_out(data.train);

  RaggedIds ids;
  const auto tokenizer = Tokenizer::fit_and_encode(settings.tokenizer, data.train.texts, pool, ids);
  const RaggedIds others = tokenizer.encode(data.valid->texts, pool);
  std::vector<std::int64_t> lengths;
  append_lengths(ids, lengths);
  append_lengths(others, lengths);
  if (others.size() > 0) {
    report.unknown = {.of_validation = of_validation,
                      .words = tokenizer.kept_words() - 1,  // but for the one that stands for the unknown
                      .tokens = static_cast<std::int64_t>(others.values.size()),
                      .unknown = std::ranges::count(others.values, tokenizer.oov_id())};
  }
  if (words_are_unparted(scripts, std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0}))) {
    report.hints.emplace_back(
        "most letters are of scripts that part no words by spaces, as Chinese, Japanese or Thai; give "
        "--split icu "
        "for the words that ICU finds, or --char-level on");
  }
  report.lengths = summarize(std::move(lengths), settings.encoder.maxlen);
}

// The readers' notes but for what is a finding of its own.
std::vector<Note> other_notes(const TrainingData& data) {
  Dataset all;
  for (const Dataset* part : {&data.train, data.valid ? &*data.valid : nullptr}) {
    if (!part) continue;
    for (const auto& note : part->notes) {
      if (note.what != kBadBytesNote && note.what != kEmptyTextsNote) {
        all.note(note.what, note.count, note.first);
      }
    }
  }
  return all.notes;
}

}  // namespace

int run_check(const Settings& settings) {
  TrainingData data = load_data_to_check(settings);
  const Dataset* valid = data.valid ? &*data.valid : nullptr;
  ThreadPool pool(settings.threads);
  const DataCheck check = check_data(data.train, valid, pool);
  CheckReport report;
  report.texts = static_cast<std::int64_t>(data.train.size());
  if (valid) report.valid_texts = static_cast<std::int64_t>(valid->size());
  report.multi_label = data.train.multi_label;
  for (std::size_t c = 0; c < data.train.classes.size(); ++c) {
    report.classes.push_back({data.train.classes[c], check.train_texts[c], valid ? check.valid_texts[c] : 0});
  }
  report.findings = findings_of(data.train, valid, check);
  report.notes = other_notes(data);
  if (report.classes.size() == 1)
    report.hints.emplace_back("there is one class only; a classifier needs two");
  check_tokens(settings, std::move(data), pool, report);
  write_output(settings.json ? check_json(report) : check_text(report));
  return 0;
}

}  // namespace taxon
