#pragma once

namespace taxon {

// The double that prints as short as the float does: 0.1, not 0.10000000149011612.
double short_decimal(float value);

}  // namespace taxon
