#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/dataset.h"

namespace taxon {

// Collects texts with the names of their labels, as a reader meets them. Names become indices at the end,
// when all are known, since classes are sorted. For one thread.
class DatasetBuilder {
 public:
  // labels: the names of the text's classes, in any order; one that comes twice counts once.
  void add(std::span<const std::string_view> labels, std::string text, std::string source);

  // The texts in the order of adding, classes in byte order. The set is a multi-label one if data.multi_label
  // was set meanwhile or a text has several labels or none. To be called once.
  Dataset finish();

  // For notes, and multi_label where the format says so (a list, even of one label). The rest is the
  // builder's.
  Dataset data;

 private:
  std::map<std::string, std::int32_t, std::less<>> classes_;  // numbered as they came
  std::vector<std::int32_t> numbers_;                         // of the text at hand
};

}  // namespace taxon
