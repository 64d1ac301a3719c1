#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ragged.h"
#include "base/thread_pool.h"
#include "encoder/config.h"
#include "encoder/parameters.h"

namespace taxon {

// How the rate goes on from step to step; what the plateau's patience makes of it comes on top.
enum class Schedule {
  kConstant,
  kCosine,  // falls from all of it to 0 along half a cosine over all steps of all epochs, as Keras's
            // CosineDecay
};

// Settings of a training run; the defaults are the notebook's. Names and meanings are Keras's
// (Model.fit, Adam, EarlyStopping, ReduceLROnPlateau).
struct TrainOptions {
  int epochs = 100;
  int batch_size = 32;
  double learning_rate = 1e-3;
  std::uint64_t seed = 0;

  std::string monitor = "val_loss";  // val_loss, val_accuracy, loss or accuracy
  int patience = 5;                  // of early stopping
  double min_delta = 0.0;
  int start_from_epoch = 0;
  int plateau_patience = 3;  // of the rate's reduction; negative: never reduce
  double plateau_factor = 0.1;
  double plateau_min_delta = 1e-4;
  int cooldown = 0;
  double min_learning_rate = 0.0;
  Schedule schedule = Schedule::kConstant;

  float label_smoothing = 0.0F;  // of LossOptions
  float word_dropout = 0.0F;  // part of the words that each epoch leaves out of the texts, others each time

  // By class index; empty: all 1. With a softmax the weight of a text is its class's; with sigmoids a class's
  // weight multiplies its term in the loss of each text that has it (text_loss()'s positive_weights).
  std::vector<float> class_weights = {};
};

// Texts as token ids with their classes' indices, as Dataset::labels has them.
struct LabelledIds {
  RaggedIds ids;
  RaggedLabels labels;
};

// One line of the history. Without validation data the val_ figures are NaN. Accuracy is the share of right
// answers, text_loss() says which: with sigmoids Keras's BinaryAccuracy at 0.5.
struct EpochRecord {
  int epoch = 0;  // from 1
  double loss = 0, accuracy = 0, val_loss = 0, val_accuracy = 0;
  double learning_rate = 0;  // the rate this epoch began with
  double seconds = 0;        // wall time, validation included
};

struct TrainProgress {
  int epoch = 0, epochs = 0;
  std::size_t posts_done = 0, posts = 0;  // in this epoch
  double loss = 0, accuracy = 0;          // running means of this epoch
  double posts_per_second = 0;
};

// Told of progress, from the training thread. The default does nothing.
class TrainListener {
 public:
  virtual ~TrainListener() = default;
  virtual void on_batch(const TrainProgress&) {}
  virtual void on_epoch(const EpochRecord&) {}
};

enum class StopReason { kEpochsDone, kEarlyStopping, kInterrupted };

struct TrainResult {
  std::vector<EpochRecord> history;
  int best_epoch = 0;  // the epoch whose weights `parameters` hold now; 0: the start weights
  StopReason reason = StopReason::kEpochsDone;
};

struct Score {
  double loss = 0;  // mean text_loss(); NaN for no texts
  double accuracy = 0;
};

struct TrainSnapshot;  // train/snapshot.h
class SnapshotKeeper;

// Who follows a run, stops it and lets it go on; all may be missing. Borrowed.
struct TrainHooks {
  TrainListener* listener = nullptr;
  // Ends the run at the next batch once it is not 0, or breaks off the validation: the best weights so far
  // (or, in the first epoch, the current ones) are kept. An epoch that was not judged does not count.
  const std::atomic<int>* stop = nullptr;
  SnapshotKeeper* keeper = nullptr;
  // Goes on from here; the start values of the parameters are then not looked at.
  const TrainSnapshot* resume_from = nullptr;
};

// Trains `parameters` in place and leaves the best epoch's weights in them (the last epoch's where nothing
// was monitored). The result is the same bits for any number of threads. valid may be null; then val_loss and
// val_accuracy fall back to loss and accuracy.
// Throws Error for impossible options or a snapshot of another run, JobFailed when the loss becomes NaN or
// infinite.
TrainResult train(const EncoderConfig& config, Parameters& parameters, const LabelledIds& data,
                  const LabelledIds* valid, const TrainOptions& options, ThreadPool& pool,
                  const TrainHooks& hooks = {});

// Room for the projections of words while a model is scored. Validation comes while all that training needs
// is held too: room for 4,096 of the notebook's words makes it a tenth slower than room for all of them and
// takes 25 MB less.
constexpr std::size_t kScoreTableBytes = std::size_t{16} << 20U;

// (texts, C), row-major, in little memory beside what training holds. Empty where `stop` (may be null) became
// other than 0 before the end.
std::vector<float> logits_of(const EncoderConfig& config, const Parameters& parameters, const RaggedIds& ids,
                             ThreadPool& pool, const std::atomic<int>* stop = nullptr);

// Loss and accuracy of a model on labelled texts; nothing where `stop` (may be null) became other than 0
// before the end.
std::optional<Score> score(const EncoderConfig& config, const Parameters& parameters, const LabelledIds& data,
                           ThreadPool& pool, const std::atomic<int>* stop = nullptr);

}  // namespace taxon
