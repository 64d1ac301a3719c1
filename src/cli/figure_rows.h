#pragma once

#include <string>
#include <vector>

#include "report/judgement.h"

namespace taxon {

// A figure as people read it.
struct FigureRow {
  std::string name;   // "accuracy"
  std::string value;  // "0.8312 (0.823 to 0.839)"
  std::string note;   // what there is to say of it; may be empty
};

// The figures of all texts together, the same rows for all models of one kind.
std::vector<FigureRow> figure_rows(const Judgement& judgement);

}  // namespace taxon
