#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace taxon {

struct Outcome {
  int status = 0;  // as a shell gives it: 128 + number for a signal
  std::string out, err;
  std::int64_t peak_bytes = 0;  // the most memory that was resident
};

using Arguments = std::vector<std::string>;

// A training that names no preset and no model to go on from starts from the notebook's settings: one network
// is what most tests are about.
Arguments with_preset(Arguments arguments);

// A run of the program that has been started; its output goes to files below `folder`.
class RunningProgram {
 public:
  // environment: entries NAME=VALUE beside those of this process.
  // shell: what a shell is to do before it becomes the program, as "ulimit -f 1".
  RunningProgram(const std::string& folder, const Arguments& arguments, const std::string& input = "",
                 const Arguments& environment = {}, const std::string& shell = "");

  // Waits until standard error holds the text; fails the test if the program ends without it.
  void wait_for_error_text(const std::string& text);
  void send(int signal_number);
  Outcome finish();

 private:
  pid_t pid_ = 0;
  std::string out_path_, err_path_;
};

// A folder of its own for every test, gone at its end.
class ProgramTest : public testing::Test {
 protected:
  ProgramTest();
  ~ProgramTest() override;

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string write(const std::string& name, const std::string& bytes) const;

  // Two classes whose words tell them apart, `texts` of each, in class folders; gives the folder.
  std::string two_classes(const std::string& name = "data", int texts = 12) const;
  // Options that make a small network, those of `more` in their place and behind them.
  static Arguments small(const Arguments& more = {});
  // A model trained on two_classes().
  std::string small_model() const;

  Outcome run(const Arguments& arguments, const std::string& input = "", const Arguments& environment = {},
              const std::string& shell = "") const;
  // train two_classes() with small(more).
  Outcome train(const std::string& out, const Arguments& more = {}, const Arguments& environment = {}) const;

  // The run ended with status 2 and one line on standard error that holds `what`.
  static void expect_refused(const Outcome& outcome, const std::string& what);
  // The same where lines that begin with "note: " may come before that one.
  static void expect_refused_after_notes(Outcome outcome, const std::string& what);

  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

Arguments operator+(Arguments a, const Arguments& b);

// Pairs of option and value, and those of `by` in their place and behind them.
Arguments overruled(Arguments options, const Arguments& by);

}  // namespace taxon
