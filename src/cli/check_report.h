#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "data/data_check.h"
#include "data/dataset.h"

namespace taxon {

// What `taxon check` tells, ready to be printed.

// A place to look at. What does not apply is empty.
struct FindingExample {
  std::vector<std::string> sources;  // of the texts, the earlier first
  std::vector<std::string> labels;
  std::optional<double> similarity;
};

// One kind of thing that may be wrong, with a few examples.
struct Finding {
  std::string name;  // the JSON's
  std::string what;  // as it goes on after the count
  std::int64_t count = 0;
  std::vector<FindingExample> examples;
};

struct ClassCount {
  std::string label;
  std::int64_t texts = 0, valid_texts = 0;  // training and validation
};

// The numbers of tokens of the texts.
struct TokenLengths {
  std::int64_t min = 0, max = 0;
  std::int64_t p90 = 0;  // nine of ten texts have at most this many
  double median = 0, mean = 0;
  double longer = 0;  // the share of texts that have more than maxlen
  std::int64_t maxlen = 0;
};

// The tokens that a vocabulary of the other texts does not know.
struct UnknownWords {
  bool of_validation = false;  // else of every tenth text
  std::int64_t words = 0;      // that the vocabulary keeps
  std::int64_t tokens = 0, unknown = 0;

  double share() const {
    return tokens == 0 ? 0 : static_cast<double>(unknown) / static_cast<double>(tokens);
  }
};

struct CheckReport {
  std::int64_t texts = 0;                   // training texts
  std::optional<std::int64_t> valid_texts;  // if there is a validation part
  bool multi_label = false;
  std::vector<ClassCount> classes;
  TokenLengths lengths;
  std::optional<UnknownWords> unknown;  // not of fewer than 10 texts
  std::vector<Finding> findings;        // those that were met, and those with a count of 0
  std::vector<Note> notes;              // the readers'
  std::vector<std::string> hints;
};

// The findings of one check, in their fixed order. Both data sets as check_data() had them.
std::vector<Finding> findings_of(const Dataset& train, const Dataset* valid, const DataCheck& check);

// For people.
std::string check_text(const CheckReport& report);

// {"texts", "valid_texts", "multi_label", "classes": [{"label", "texts", "valid_texts"}], "tokens": {"min",
// "median", "mean", "p90", "max", "maxlen", "longer_than_maxlen"}, "unknown_words": {"of", "words", "tokens",
// "unknown", "share"}, "findings": {NAME: {"count", "examples": [{"sources", "labels", "similarity"}]}},
// "notes": [{"what", "count", "first"}], "hints"}; docs/data-check.md says what each field means.
std::string check_json(const CheckReport& report);

}  // namespace taxon
