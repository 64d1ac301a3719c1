#include "cli/read_ahead.h"

#include <utility>

namespace taxon {

ReadAhead::ReadAhead(const Settings& settings) : input_(settings), thread_([this] { read_all(); }) {}

ReadAhead::~ReadAhead() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  emptied_.notify_one();
  input_.stop();
  thread_.join();
}

void ReadAhead::read_all() {
  std::exception_ptr error;
  try {
    std::vector<std::string> texts;
    while (input_.next(texts) && put(texts)) continue;
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
bool ReadAhead::put(std::vector<std::string>& texts) {
  {
    std::unique_lock lock(mutex_);
    emptied_.wait(lock, [this] { return stop_ || !group_waits(); });
    if (stop_) return false;
    for (auto& text : texts) {
      waiting_bytes_ += text.size();
      waiting_.push_back(std::move(text));
    }
  }
  filled_.notify_one();
  return true;
}

bool ReadAhead::next(std::vector<std::string>& texts) {
  texts.clear();
  {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
    if (waiting_.empty() && error_) std::rethrow_exception(error_);
    for (std::size_t bytes = 0;
         !waiting_.empty() && texts.size() < kGroupTexts && (bytes < kGroupBytes || texts.empty());) {
      bytes += waiting_.front().size();
      texts.push_back(std::move(waiting_.front()));
      waiting_.pop_front();
      waiting_bytes_ -= texts.back().size();
    }
  }
  emptied_.notify_one();
  return !texts.empty();
}

}  // namespace taxon
