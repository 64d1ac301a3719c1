#pragma once

#include <string>

#include "model/classifier.h"
#include "report/judgement.h"

namespace taxon {

// What evaluate prints for people: the figures with their intervals, how far the probabilities can be trusted
// and, where a text has one label, what rejecting improbable answers would do, a table of the classes and how
// often each was taken for another.
std::string evaluation_text(const Classifier& model, const Judgement& judgement);

}  // namespace taxon
