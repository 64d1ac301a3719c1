#include "bench_data.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/error.h"
#include "base/files.h"
#include "data/readers.h"
#include "data/split.h"
#include "text/padding.h"

namespace taxon {
namespace {

constexpr std::string_view kMagic = "TXBENCH1";
constexpr std::string_view kTextsSuffix = ".texts", kValidTextsSuffix = ".valid.texts";
constexpr std::size_t kShortest = 10, kShortLength = 40, kLongFrom = 1000;

std::string_view as_bytes(const std::vector<std::int32_t>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::int32_t)};
}

// One line a post, as fastText reads them: the line feeds in a text become spaces, which makes no difference
// to any tokenizer here.
void write_texts(const Dataset& data, const std::string& path) {
  write_file_atomically(path, [&](const Sink& sink) {
    for (std::size_t i = 0; i < data.size(); ++i) {
      std::string text = data.texts[i];
      std::replace(text.begin(), text.end(), '\n', ' ');
      sink("__label__" + std::to_string(data.single_labels()[i]) + " " + text + "\n");
    }
  });
}

std::int32_t maxlen_of(BenchTexts which) {
  if (which == BenchTexts::kShort) return static_cast<std::int32_t>(kShortLength);
  return which == BenchTexts::kLong ? 4000 : 256;
}

LabelledIds choose(BenchTexts which, const RaggedIds& ids, std::span<const std::int32_t> labels) {
  LabelledIds chosen;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto row = ids[i];
    // Neighbours get lengths far apart; 13 and the 31 lengths have no factor in common.
    const std::size_t short_length = kShortest + 13 * i % (kShortLength - kShortest + 1);
    if (which == BenchTexts::kShort) row = row.first(std::min(row.size(), short_length));
    if (which == BenchTexts::kLong && row.size() < kLongFrom) continue;
    chosen.ids.push_back(row);
    chosen.labels.push_back(labels[i]);
  }
  return chosen;
}

}  // namespace

BenchData read_bench_data(const std::string& path) {
  const std::string bytes = read_file(path);
  std::int32_t header[4] = {};
  if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + sizeof(header)) {
    throw Error({.file = path}, "is not a bench data file; make one with --prepare ARCHIVE");
  }
  std::memcpy(header, bytes.data() + kMagic.size(), sizeof(header));
  const auto n = static_cast<std::size_t>(header[0]), length = static_cast<std::size_t>(header[1]);
  if (bytes.size() != kMagic.size() + sizeof(header) + 4 * n * (length + 1)) {
    throw Error({.file = path}, "is cut short; make it anew with --prepare ARCHIVE");
  }
  std::vector<std::int32_t> values(n * (length + 1));
  std::memcpy(values.data(), bytes.data() + kMagic.size() + sizeof(header), values.size() * 4);

  BenchData data;
  data.config.maxlen = header[1];
  data.config.vocabulary = header[2];
  data.config.classes = header[3];
  for (std::size_t i = 0; i < n; ++i) {
    auto row = std::span<const std::int32_t>(values).subspan(i * length, length);
    while (!row.empty() && row.front() == 0) row = row.subspan(1);
    data.posts.ids.push_back(row);
  }
  data.posts.labels = one_each<std::int32_t>({values.end() - static_cast<std::ptrdiff_t>(n), values.end()});
  return data;
}

Dataset read_notebook_posts(const std::string& archive) {
  ReadOptions reading;
  reading.encoding = "latin-1";
  reading.subset = Subset::kAll;
  reading.shuffle_seed = 42;
  return read_dataset(archive, reading);
}

void prepare_bench_data(const std::string& archive, BenchTexts which, const std::string& path) {
  Dataset all = read_notebook_posts(archive);
  const Split split = stratified_split(all.single_labels(), all.classes, 0.1, 19);
  const Dataset train = take(all, split.train);
  TokenizerOptions options = notebook_tokenizer();
  if (which == BenchTexts::kManyWords) options.num_words = 200'000;
  ThreadPool pool;
  RaggedIds ids;
  const Tokenizer tokenizer = Tokenizer::fit_and_encode(options, train.texts, pool, ids);
  if (which == BenchTexts::kNotebook) {
    write_texts(train, path + std::string(kTextsSuffix));
    write_texts(take(all, split.valid), path + std::string(kValidTextsSuffix));
  }
  const LabelledIds chosen = choose(which, ids, train.single_labels());
  const PaddedIds padded = pad_sequences(chosen.ids, maxlen_of(which));
  const std::vector<std::int32_t> header = {static_cast<std::int32_t>(padded.rows),
                                            static_cast<std::int32_t>(padded.width), tokenizer.id_limit(),
                                            static_cast<std::int32_t>(train.classes.size())};
  write_file_atomically(path, [&](const Sink& sink) {
    sink(kMagic);
    sink(as_bytes(header));
    sink(as_bytes(padded.values));
    sink(as_bytes(chosen.labels.values));
  });
}

TokenizerOptions notebook_tokenizer() {
  TokenizerOptions options;
  options.num_words = 10000;
  options.oov_token = "<unw>";
  return options;
}

std::vector<std::string> read_bench_texts(const std::string& path, std::size_t count) {
  const std::string lines = read_file(path + std::string(kTextsSuffix));
  std::vector<std::string> texts;
  for (std::size_t begin = 0; begin < lines.size() && texts.size() < count;) {
    const std::size_t text = lines.find(' ', begin) + 1, end = lines.find('\n', text);
    if (text == 0 || end == std::string::npos)
      throw Error({.file = path}, "has damaged texts beside it; make it anew with --prepare ARCHIVE");
    texts.push_back(lines.substr(text, end - text));
    begin = end + 1;
  }
  return texts;
}

}  // namespace taxon
