#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "model/classifier.h"
#include "options/settings.h"

namespace taxon {

// Training and validation texts, both over the same classes.
struct TrainingData {
  Dataset train;
  std::optional<Dataset> valid;
};

// The names of `known` with those of `found` that it lacks behind them, in byte order.
std::vector<std::string> joined_classes(std::span<const std::string> known,
                                        std::span<const std::string> found);

// Throws Error where the settings ask for two validation parts.
void refuse_two_validation_parts(const Settings& settings, bool has_valid);

// The two parts as settings ask: `valid` where there is one, else what valid_fraction splits off.
// known_classes: those of a model to go on from; they come first and may have no text. name: what messages
// call the training texts. Adds to `notes` a sentence for each thing that makes figures flatter or a task
// look harder. Throws Error for no texts, validation texts that are given and none, fewer than two classes,
// and naming a validation text of a class that is neither known nor any training text's, or of several labels
// where the training texts have one.
TrainingData make_training_data(const Settings& settings, Dataset train, std::optional<Dataset> valid,
                                std::span<const std::string> known_classes, const std::string& name,
                                std::vector<std::string>& notes);

// Takes what valid_fraction asks for out of the training texts, which keep their notes.
void split_off(const Settings& settings, TrainingData& data);

// Throws Error where the data cannot judge the model: no text has a label, or they give one label a text and
// the model any number, or the other way round. name: what messages call the data.
void require_judging(const Dataset& data, const Classifier& model, const std::string& name);

// The part of the data that valid_fraction asks for, or all of it.
Dataset evaluation_part(const Settings& settings, Dataset data);

// The labels of `data` as indices into `classes`. Throws Error naming the first text of another class; whose:
// "the model has", for its message.
RaggedLabels labels_among(const Dataset& data, std::span<const std::string> classes,
                          const std::string& whose = "the model has");

}  // namespace taxon
