#pragma once

#include <vector>

#include "cli/options.h"

namespace taxon {

// The option table's parts, a file each: options_GROUP.cc. Each appends its options to the table, in the
// order that help and provenance have them.
void add_arguments(std::vector<Option>& table);
void add_data_options(std::vector<Option>& table);
void add_text_options(std::vector<Option>& table);
void add_network_options(std::vector<Option>& table);
void add_training_options(std::vector<Option>& table);
void add_running_options(std::vector<Option>& table);

}  // namespace taxon
