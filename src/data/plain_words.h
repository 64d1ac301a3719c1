#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace taxon {

// Appends a hash of each word of `text` (well-formed UTF-8), in order. Words are told apart as people do it,
// not as a tokenizer does: a word is a run of letters, marks and digits, their case folded (Unicode's simple
// folding), and all else only parts words. Of scripts that part no words (Chinese, Japanese, Thai, ...) each
// character is a word. Thread-safe.
void append_plain_words(std::string_view text, std::vector<std::uint64_t>& hashes);

// Letters, marks and digits, and how many of them are of scripts that part no words.
struct ScriptCounts {
  std::int64_t letters = 0, unparted = 0;
};

// Adds those of `text` (well-formed UTF-8). Thread-safe.
void count_scripts(std::string_view text, ScriptCounts& counts);

// Well-mixed bits of a number: the finisher of splitmix64 (Steele, Lea and Flood, "Fast splittable
// pseudorandom number generators", OOPSLA 2014).
constexpr std::uint64_t mixed_bits(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31U);
}

}  // namespace taxon
