#pragma once

#include <span>
#include <string>
#include <vector>

#include "api/training_data.h"
#include "data/dataset.h"
#include "model/classifier.h"
#include "options/settings.h"

namespace taxon {

// Reads DATA and, as --valid or --valid-fraction ask, the validation part. Tells of notes on standard error.
// known_classes: those of a model to go on from; they come first and may have no text. Throws Error for bad
// input, fewer than two classes, or a validation text of a class that is neither known nor any training
// text's.
TrainingData load_training_data(const Settings& settings, std::span<const std::string> known_classes = {});

// The same for a look at the data: bad bytes are replaced and bad rows left out, with notes that count them,
// nothing is told, and one class is enough. Both parts are over the union of their classes; with notes.
TrainingData load_data_to_check(const Settings& settings);

// Reads DATA to judge the model by: all of it or, with --valid-fraction, the validation part. Labels are
// indices into the model's. Throws Error naming a text of another class, or where the data give one label a
// text and the model any number, or the other way round.
Dataset load_evaluation_data(const Settings& settings, const Classifier& model);

}  // namespace taxon
