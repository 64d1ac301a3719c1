#include "cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace taxon {
namespace {

constexpr auto kDrawInterval = std::chrono::milliseconds(100);
constexpr std::string_view kEraseLine = "\r\x1b[K";

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

std::string bar(double fraction, int width) {
  const auto full = static_cast<std::size_t>(std::lround(std::clamp(fraction, 0.0, 1.0) * width));
  return "[" + std::string(full, '#') + std::string(static_cast<std::size_t>(width) - full, '-') + "]";
}

std::string clock_text(double seconds) {
  const auto s = static_cast<long>(std::lround(std::clamp(seconds, 0.0, 360000.0)));
  if (s < 3600) return fmt::format("{}:{:02}", s / 60, s % 60);
  return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

ProgressLine::ProgressLine() : terminal_(::isatty(STDERR_FILENO) == 1) {}

bool ProgressLine::due() const {
  return terminal_ && std::chrono::steady_clock::now() >= next_draw_;
}

void ProgressLine::show(std::string line) {
  if (!due()) return;
  line.resize(std::min(line.size(), terminal_width() - 1));  // a wrapped line could not be drawn over
  fmt::print(stderr, "{}{}", kEraseLine, line);
  std::fflush(stderr);
  drawn_ = true;
  next_draw_ = std::chrono::steady_clock::now() + kDrawInterval;
}

void ProgressLine::print(std::string_view line) {
  clear();
  fmt::print(stderr, "{}\n", line);
}

void ProgressLine::clear() {
  if (drawn_) fmt::print(stderr, "{}", kEraseLine);
  drawn_ = false;
}

}  // namespace taxon
