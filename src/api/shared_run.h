#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <span>
#include <string>

#include "base/thread_pool.h"
#include "model/classifier.h"

namespace taxon {

// Classifies texts for any number of threads with one ClassifierRun and one team. Whoever comes while a batch
// is at work waits; who of them wakes first takes what waits together as the next batch, so that many callers
// with a text each are served as fast as one caller with many. Many texts of one caller go in slices, between
// which the others have their turn.
class SharedRun {
 public:
  // The classifier is borrowed and must outlive the object. Arguments and errors are those of ThreadPool and
  // ClassifierRun.
  SharedRun(const Classifier& classifier, int threads, const RunOptions& options);

  // logits: (texts.size(), C), row-major, filled. From any thread. What goes wrong with a text is thrown to
  // the caller who brought it, and to nobody else.
  void logits(std::span<const std::string> texts, std::span<float> logits);

 private:
  struct Request {
    std::span<const std::string> texts;
    std::span<float> logits;
    bool done = false;
    std::exception_ptr error = nullptr;
    Request* next = nullptr;  // that came after it
  };

  void slice(std::span<const std::string> texts, std::span<float> logits);
  void append(Request& request);
  Request* take_batch();
  void serve(Request* batch);
  bool served_together(const Request* batch);

  ThreadPool pool_;
  ClassifierRun run_;  // used by the thread that made busy_ true

  std::mutex mutex_;  // of all that follows, and of the waiting requests' done and next
  std::condition_variable changed_;
  bool busy_ = false;
  // Who waits, linked by `next` (that takes no memory, so that it cannot fail); each belongs to its caller.
  Request* first_ = nullptr;
  Request* last_ = nullptr;
};

}  // namespace taxon
