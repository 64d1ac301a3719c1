#pragma once

#include <string>
#include <utility>
#include <vector>

#include "data/dataset.h"
#include "taxon/text_set.h"

namespace taxon {

struct TAXON_HIDDEN TextSet::State {
  Dataset data;
  // The options that it was read with and that shape what is in it, for the provenance of a model.
  std::vector<std::pair<std::string, std::string>> given;
};

// The way from inside to a TextSet's parts.
struct TextSetAccess {
  static TextSet::State& state(TextSet& set) { return *set.state_; }
  static const TextSet::State& state(const TextSet& set) { return *set.state_; }
};

}  // namespace taxon
