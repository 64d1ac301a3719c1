#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "cli/text_feed.h"

namespace taxon {

// Reads, cuts and decodes texts in a thread of its own while the caller works on those before. Texts come in
// groups that are worth a team of threads where much is waiting; but nobody waits for a group to fill, so
// that a single typed line is a group too. What is read ahead is bounded. next() is for one thread.
class ReadAhead {
 public:
  explicit ReadAhead(std::unique_ptr<TextFeed> feed);
  // Returns at once, also where the input neither comes nor ends.
  ~ReadAhead();
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

  // The texts that have come, in order: at least one, at most a group of kGroupTexts texts or about
  // kGroupBytes bytes. Waits for the first; false at the end. Throws what TextFeed::next() throws, after the
  // texts before have been handed out.
  bool next(TextBatch& batch);

  static constexpr std::size_t kGroupTexts = 1024;
  static constexpr std::size_t kGroupBytes = std::size_t{1} << 20U;

 private:
  void read_all();
  bool put(TextBatch& batch);
  bool group_waits() const { return waiting_.size() >= kGroupTexts || waiting_bytes_ >= kGroupBytes; }

  struct Waiting {
    std::string text, kept;
    std::size_t bytes() const { return text.size() + kept.size(); }
  };

  std::unique_ptr<TextFeed> feed_;
  std::mutex mutex_;  // of all that follows
  std::condition_variable filled_, emptied_;
  std::deque<Waiting> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool ended_ = false;  // nothing comes behind waiting_ but error_, if that is set
  std::exception_ptr error_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace taxon
