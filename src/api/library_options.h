#pragma once

#include "options/options.h"
#include "options/settings.h"
#include "taxon/options.h"

namespace taxon {

// The settings that options of the public kind ask for; those that shape a result stand in `given`. uses: the
// bits (of CommandBit) of what they are for, at least one of which an option must have. Throws Error naming
// the option that is not known there or whose text is not right. goes_on: whether a model is given to go on
// from.
Settings library_settings(const Options& options, unsigned uses, bool goes_on = false);

}  // namespace taxon
