#pragma once

#include <string>

#include "report/judgement.h"
#include "report/mcnemar.h"

namespace taxon {

// A model and what the texts say of it.
struct JudgedModel {
  std::string path;
  Judgement judgement;
};

// What evaluate prints for people of two models on the same texts: the figures of both side by side, on how
// many texts they are right and wrong together, and in a sentence what to make of it.
std::string comparison_text(const JudgedModel& a, const JudgedModel& b, const PairedOutcomes& outcomes);

}  // namespace taxon
