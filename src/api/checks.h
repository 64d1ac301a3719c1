#pragma once

#include <span>
#include <string>
#include <string_view>

#include "options/settings.h"

namespace taxon {

// Throws Error naming text `index` and the byte where it is not UTF-8.
void require_utf8(std::string_view text, std::size_t index);
void require_utf8(std::span<const std::string> texts);

// Throws Error where the settings reject improbable answers and the model has thresholds for that.
void require_rejecting(const Settings& settings, bool multi_label);

// Throws Error where the settings ask for a model of nothing.
void require_a_part(const Settings& settings);

// Throws Error where two models cannot be compared on the same texts: where one has a label that the other
// lacks, or only one gives several labels a text.
void require_comparable(std::span<const std::string> labels_a, bool multi_label_a,
                        std::span<const std::string> labels_b, bool multi_label_b);

}  // namespace taxon
