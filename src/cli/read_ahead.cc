#include "cli/read_ahead.h"

#include <utility>

namespace taxon {

ReadAhead::ReadAhead(std::unique_ptr<TextFeed> feed)
    : feed_(std::move(feed)), thread_([this] { read_all(); }) {}

ReadAhead::~ReadAhead() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  emptied_.notify_one();
  feed_->stop();
  thread_.join();
}

void ReadAhead::read_all() {
  std::exception_ptr error;
  try {
    TextBatch batch;
    while (feed_->next(batch) && put(batch)) continue;
  } catch (...) {
    error = std::current_exception();
  }
  {
    std::lock_guard lock(mutex_);
    ended_ = true;
    error_ = error;
  }
  filled_.notify_one();
}

// False where nobody wants more.
bool ReadAhead::put(TextBatch& batch) {
  {
    std::unique_lock lock(mutex_);
    emptied_.wait(lock, [this] { return stop_ || !group_waits(); });
    if (stop_) return false;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      waiting_.push_back({std::move(batch.texts[i]), std::move(batch.kept[i])});
      waiting_bytes_ += waiting_.back().bytes();
    }
  }
  filled_.notify_one();
  return true;
}

bool ReadAhead::next(TextBatch& batch) {
  batch.clear();
  {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
    if (waiting_.empty() && error_) std::rethrow_exception(error_);
    for (std::size_t bytes = 0;
         !waiting_.empty() && batch.size() < kGroupTexts && (bytes < kGroupBytes || batch.size() == 0);) {
      Waiting& first = waiting_.front();
      bytes += first.bytes();
      waiting_bytes_ -= first.bytes();
      batch.texts.push_back(std::move(first.text));
      batch.kept.push_back(std::move(first.kept));
      waiting_.pop_front();
    }
  }
  emptied_.notify_one();
  return batch.size() > 0;
}

}  // namespace taxon
