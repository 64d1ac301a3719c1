#pragma once

#include <vector>

#include "options/options.h"

namespace taxon {

// Commands that read labelled data; and with the one that only looks, taking bad rows and bytes as they come.
inline constexpr unsigned kReads = kTrain | kTune | kEvaluate | kTokenize | kReadTexts;
inline constexpr unsigned kLooksAt = kReads | kCheck;
// The program's training and the library's.
inline constexpr unsigned kTrains = kTrain | kTrainTexts;

// The option table's parts, a file each: options_GROUP.cc. Each appends its options to the table, in the
// order that help and provenance have them.
void add_arguments(std::vector<Option>& table);
void add_data_options(std::vector<Option>& table);
void add_table_options(std::vector<Option>& table);
void add_text_options(std::vector<Option>& table);
void add_network_options(std::vector<Option>& table);
void add_training_options(std::vector<Option>& table);
// Of `tune`, the search for settings.
void add_tuning_options(std::vector<Option>& table);
void add_running_options(std::vector<Option>& table);
void add_interop_options(std::vector<Option>& table);

}  // namespace taxon
