#pragma once

#include <memory>
#include <string>
#include <vector>

#include "options/settings.h"

namespace taxon {

// Texts to be classified and what the answer to each keeps of its input. Both lists have the same length.
struct TextBatch {
  std::vector<std::string> texts;  // UTF-8
  std::vector<std::string> kept;   // with which the answer begins, as KeptColumns has it

  void clear() {
    texts.clear();
    kept.clear();
  }
  std::size_t size() const { return texts.size(); }
};

// What predict reads, in any of its formats. For one thread, but for stop().
class TextFeed {
 public:
  virtual ~TextFeed() = default;

  // Texts that have come, in order, at least one; waits for the first. False at the end. Throws Error naming
  // file and line for what is wrong with the input, after the texts before it have been handed out.
  virtual bool next(TextBatch& batch) = 0;

  // Ends the input where it is: a next() that waits for bytes waits no longer. From any thread.
  virtual void stop() = 0;

  // What stands before the first answer: the header of a CSV, or nothing.
  const std::string& head() const { return head_; }

 protected:
  std::string head_;
};

// The feed that settings.file, settings.input and settings.output ask for; it has read as far as head()
// needs. answer_names: the columns or keys that answers add. Throws Error where the file cannot be opened,
// lacks the column of texts or has one of an answer's name.
std::unique_ptr<TextFeed> open_feed(const Settings& settings, const std::vector<std::string>& answer_names);

}  // namespace taxon
