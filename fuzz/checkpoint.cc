// The checkpoint reader, behind the checksums: the input is the contents of the sections, one after the
// other, with "\n====\n" between. What is accepted and said to fit a small run is saved and read anew the
// same to the byte, and that run goes on from it for a batch, whatever the numbers in it.
#include "train/checkpoint.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>

#include "base/files.h"
#include "fuzz.h"
#include "model/section_file.h"
#include "train/trainer.h"

namespace taxon {
namespace {

constexpr std::array kNames = {"run",    "progress", "history",        "parameters", "best",
                               "adam/m", "adam/v",   "adam/last_step", "adam/missed"};
constexpr FileKind kKind{"\x89TAXCK\r\n", "checkpoint", "", ""};

// The run that fuzz/make_corpus.py takes its checkpoint of.
EncoderConfig small_config() {
  EncoderConfig config{
      .vocabulary = 4, .maxlen = 2, .embed_dim = 2, .heads = 1, .key_dim = 2, .ff_dim = 1, .blocks = 1};
  config.classes = 2;
  return config;
}

LabelledIds small_data() {
  LabelledIds data;
  for (std::int32_t i = 0; i < 6; ++i) {
    data.ids.push_back(std::array{1 + i % 3, 1 + i % 2});
    data.labels.push_back(std::array{i % 2});
  }
  return data;
}

// Stops a run at its first batch.
struct Stopper : TrainListener {
  std::atomic<int> stop = 0;
  void on_batch(const TrainProgress&) override { stop = 1; }
};

void go_on(const TrainSnapshot& snapshot, const TrainOptions& options) {
  static ThreadPool pool(1);
  static const LabelledIds data = small_data();
  Parameters parameters(small_config());
  Stopper stopper;
  const TrainHooks hooks{.listener = &stopper, .stop = &stopper.stop, .resume_from = &snapshot};
  try {
    train(small_config(), parameters, data, nullptr, options, pool, hooks);
  } catch (const JobFailed&) {  // the loss became NaN, as it may
  }
}

std::string saved(const StoredSnapshot& stored) {
  const CheckpointFolder folder(scratch_path("saved"));
  folder.save(stored.identity(), stored.snapshot());
  return read_file(folder.file());
}

void check_fitting(const StoredSnapshot& stored) {
  const std::string bytes = saved(stored);
  FUZZ_REQUIRE(saved(StoredSnapshot(write_scratch("first", bytes))) == bytes);
  stored.require_same_run(stored.identity());
}

std::string write_checkpoint(std::string_view bytes) {
  const auto parts = parts_between(bytes, "\n====\n");
  std::vector<Section> sections;
  for (std::size_t i = 0; i < std::min(kNames.size(), parts.size()); ++i)
    sections.push_back({.name = kNames[i], .required = true, .pieces = {parts[i]}});
  std::string path = scratch_path("checkpoint");
  write_sections(path, sections, kKind);
  return path;
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const auto path = write_checkpoint(as_text(data, size));
  const auto stored = accepted([&] { return std::make_unique<StoredSnapshot>(path); });
  if (!stored) return 0;
  TrainOptions options;
  options.epochs = options.patience = 1000000;
  options.batch_size = 4;
  const auto fits = accepted([&] {
    (*stored)->require_fit(small_config(), options, small_data().ids.size());
    return true;
  });
  if (!fits) return 0;
  check_fitting(**stored);
  go_on((*stored)->snapshot(), options);
  return 0;
}
