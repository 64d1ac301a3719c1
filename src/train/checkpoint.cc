#include "train/checkpoint.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "base/files.h"
#include "model/section_bytes.h"

namespace taxon {
namespace {

constexpr FileKind kCheckpointFile{"\x89TAXCK\r\n", "checkpoint", "remove it to train from the beginning",
                                   "remove it to train from the beginning"};

constexpr std::string_view kRun = "run", kProgress = "progress", kHistory = "history",
                           kParameters = "parameters", kBest = "best", kMoment1 = "adam/m",
                           kMoment2 = "adam/v", kLastStep = "adam/last_step", kMissed = "adam/missed";
constexpr std::array kKnownSections = {kRun,     kProgress, kHistory,  kParameters, kBest,
                                       kMoment1, kMoment2,  kLastStep, kMissed};

// Numbers one after the other, 8 bytes each so that the next one is aligned; the same list of fields writes
// and reads.
class Writer {
 public:
  void field(const std::int64_t& value) { append(bytes_, value); }
  void field(const int& value) { append<std::int64_t>(bytes_, value); }
  void field(const bool& value) { append<std::int64_t>(bytes_, value ? 1 : 0); }
  void field(const double& value) { append(bytes_, value); }
  void field(const float& value) { append(bytes_, static_cast<double>(value)); }
  void field(const std::optional<double>& value) {
    field(value.has_value());
    field(value.value_or(0.0));
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : cursor_(bytes) {}

  void field(std::int64_t& value) { value = cursor_.number<std::int64_t>(); }
  void field(int& value) {
    const auto wide = cursor_.number<std::int64_t>();
    if (wide < 0 || wide > std::numeric_limits<int>::max()) throw Error("has a number out of its range");
    value = static_cast<int>(wide);
  }
  void field(bool& value) { value = cursor_.number<std::int64_t>() != 0; }
  void field(double& value) { value = cursor_.number<double>(); }
  void field(float& value) { value = static_cast<float>(cursor_.number<double>()); }
  void field(std::optional<double>& value) {
    bool there = false;
    double number = 0;
    field(there);
    field(number);
    value = there ? std::optional(number) : std::nullopt;
  }
  bool done() const { return cursor_.left() == 0; }

 private:
  Cursor cursor_;
};

// The numbers of a snapshot that are not lists, in file order.
template <class Archive, class Snapshot>
void progress_fields(Archive& archive, Snapshot& s) {
  archive.field(s.progress.epoch);
  archive.field(s.progress.batches);
  archive.field(s.progress.loss_sum);
  archive.field(s.progress.correct);
  archive.field(s.progress.seconds);
  archive.field(s.early.epochs);
  archive.field(s.early.wait);
  archive.field(s.early.best);
  archive.field(s.early.best_epoch);
  archive.field(s.early.stop);
  archive.field(s.plateau.learning_rate);
  archive.field(s.plateau.best);
  archive.field(s.plateau.wait);
  archive.field(s.plateau.cooldown_left);
  archive.field(s.adam.steps);
  archive.field(s.adam.beta1_power);
  archive.field(s.adam.beta2_power);
}

template <class Archive, class Record>
void record_fields(Archive& archive, Record& record) {
  archive.field(record.epoch);
  archive.field(record.loss);
  archive.field(record.accuracy);
  archive.field(record.val_loss);
  archive.field(record.val_accuracy);
  archive.field(record.learning_rate);
  archive.field(record.seconds);
}

std::string identity_bytes(const RunIdentity& identity) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : identity) {
    texts.push_back(name);
    texts.push_back(value);
  }
  return string_list(texts);
}

// Null where there is none of that name.
const std::string* value_of(const RunIdentity& identity, const std::string& name) {
  const auto entry = std::ranges::find(identity, name, &RunIdentity::value_type::first);
  return entry == identity.end() ? nullptr : &entry->second;
}

RunIdentity read_identity(std::span<const std::byte> section) {
  const auto texts = read_strings(section).copies();
  if (texts.size() % 2 != 0) throw Error("has a name without a value");
  RunIdentity identity;
  for (std::size_t i = 0; i < texts.size(); i += 2) {
    if (value_of(identity, texts[i])) throw Error("has a name twice");
    identity.emplace_back(texts[i], texts[i + 1]);
  }
  return identity;
}

std::vector<EpochRecord> read_history(std::span<const std::byte> section) {
  std::vector<EpochRecord> history;
  for (Reader reader(section); !reader.done();) record_fields(reader, history.emplace_back());
  return history;
}

// Used where they stand: sections lie at multiples of 64 bytes.
template <class T>
std::span<const T> read_values(std::span<const std::byte> section) {
  if (section.size() % sizeof(T) != 0) throw Error("ends inside a value");
  return {reinterpret_cast<const T*>(section.data()), section.size() / sizeof(T)};
}

// "--batch-size (8 there, 16 here)"; hashes would tell nobody anything.
std::string difference(const std::string& name, const std::string& there, const std::string& here) {
  constexpr std::size_t kLongest = 40;
  if (!name.starts_with("--") || there.size() > kLongest || here.size() > kLongest) return name;
  return name + " (" + quoted_name(there) + " there, " + quoted_name(here) + " here)";
}

std::string made_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw Error({.file = folder}, "cannot make the folder: " + error.message());
  return folder;
}

}  // namespace

StoredSnapshot::StoredSnapshot(const std::string& path) : file_(path, kKnownSections, kCheckpointFile) {
  const auto values = [&]<class T>(std::string_view section, std::span<const T>& into) {
    into = file_.in_section(section, read_values<T>);
  };
  identity_ = file_.in_section(kRun, read_identity);
  history_ = file_.in_section(kHistory, read_history);
  snapshot_.history = history_;
  file_.in_section(kProgress, [&](std::span<const std::byte> section) {
    Reader reader(section);
    progress_fields(reader, snapshot_);
    if (!reader.done()) throw Error("has bytes that belong to nothing");
  });
  values(kParameters, snapshot_.parameters);
  values(kBest, snapshot_.best);
  values(kMoment1, snapshot_.adam.m);
  values(kMoment2, snapshot_.adam.v);
  values(kLastStep, snapshot_.adam.last_step);
  values(kMissed, snapshot_.adam.missed);
}

void StoredSnapshot::require_same_run(const RunIdentity& identity) const {
  std::string differences;
  const auto note = [&](const std::string& text) { differences += (differences.empty() ? "" : ", ") + text; };
  for (const auto& [name, here] : identity) {
    const std::string* there = value_of(identity_, name);
    if (!there || *there != here) note(difference(name, there ? *there : "", here));
  }
  for (const auto& [name, there] : identity_) {
    if (!value_of(identity, name)) note(name);
  }
  if (differences.empty()) return;
  throw Error(
      {.file = file_.path()},
      "is of another training, which differs in " + differences +
          "; give the same data and options again, name another folder, or remove it to train from the "
          "beginning");
}

void StoredSnapshot::require_fit(const EncoderConfig& config, const TrainOptions& options,
                                 std::size_t texts) const {
  try {
    snapshot_.require_fit(config, options, texts);
  } catch (const Error& error) {
    throw Error({.file = file_.path()},
                std::string(error.what()) + "; remove it to train from the beginning");
  }
}

CheckpointFolder::CheckpointFolder(const std::string& folder)
    : file_((std::filesystem::path(made_folder(folder)) / "training.checkpoint").string()),
      lock_((std::filesystem::path(folder) / "lock").string(), folder) {
  require_writable(file_);
}

bool CheckpointFolder::holds_checkpoint() const {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(file_, error);
  return status.type() != std::filesystem::file_type::not_found;
}

void CheckpointFolder::save(const RunIdentity& identity, const TrainSnapshot& snapshot) const {
  Writer progress, history;
  progress_fields(progress, snapshot);
  for (const auto& record : snapshot.history) record_fields(history, record);
  const std::string run = identity_bytes(identity), progress_bytes = progress.take(),
                    history_bytes = history.take();
  const auto section = [](std::string_view name, std::string_view bytes) {
    return Section{.name = std::string(name), .required = true, .pieces = {bytes}};
  };
  const AdamState& adam = snapshot.adam;
  const std::array sections = {section(kRun, run),
                               section(kProgress, progress_bytes),
                               section(kHistory, history_bytes),
                               section(kParameters, bytes_of(snapshot.parameters)),
                               section(kBest, bytes_of(snapshot.best)),
                               section(kMoment1, bytes_of(adam.m)),
                               section(kMoment2, bytes_of(adam.v)),
                               section(kLastStep, bytes_of(adam.last_step)),
                               section(kMissed, bytes_of(adam.missed))};
  write_sections(file_, sections, kCheckpointFile);
}

std::uint64_t CheckpointFolder::file_size(const EncoderConfig& config, std::uint64_t steps) {
  constexpr std::uint64_t kSmallSections = 1 << 16;
  return 4 * ParameterLayout(config).size() * sizeof(float) +
         static_cast<std::uint64_t>(config.vocabulary) * sizeof(std::int32_t) +
         (steps + 1) * sizeof(AdamState::MissedSums) + kSmallSections;
}

void CheckpointFolder::remove() const {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

}  // namespace taxon
