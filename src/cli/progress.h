#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace taxon {

// "[#####-----]" of `width` characters between the brackets, fraction in [0, 1].
std::string bar(double fraction, int width);

// "0:07", "12:34" or "1:02:03".
std::string clock_text(double seconds);

// A line at the bottom of the terminal that is drawn over itself while lasting lines scroll above it. Where
// standard error is no terminal, only the lasting lines are written. For one thread.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // Whether show() would draw now: on a terminal, and not more than ten times a second.
  bool due() const;
  // Draws the line in place of the last one, cut to the terminal's width.
  void show(std::string line);
  // Writes a line that stays.
  void print(std::string_view line);
  void clear();

 private:
  bool terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point next_draw_{};
};

}  // namespace taxon
