#pragma once

#include <csignal>
#include <cstdint>
#include <ctime>
#include <map>
#include <string>
#include <vector>

namespace taxon {

// Looks at what every thread of this process is doing, many times a second of its wall time, asleep or not:
// where the engine's time goes can so be told without a clock inside it. One object at a time; Linux on
// x86-64 and 64-bit ARM, code compiled with frame pointers.
class Sampler {
 public:
  static constexpr int kPerSecond = 499;

  // Starts looking at the threads that there are now.
  Sampler();
  // Stops, if stop() didn't.
  ~Sampler();
  Sampler(const Sampler&) = delete;
  Sampler& operator=(const Sampler&) = delete;

  void stop();

  // Each look's functions by name, the innermost first, of the program itself (no libraries). After stop().
  std::vector<std::vector<std::string>> stacks() const;

 private:
  std::vector<timer_t> timers_;
};

}  // namespace taxon
