#pragma once

#include "data/dataset.h"

namespace taxon {

// What every reader promises of the data set it hands out: lists of one length, labels inside the classes and
// rising, just one of each text unless it may have several, classes in byte order and each once, and nothing
// but UTF-8.
void require_well_formed(const Dataset& data);

}  // namespace taxon
