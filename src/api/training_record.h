#pragma once

#include <string>
#include <vector>

#include "api/joined_training.h"
#include "api/training_data.h"
#include "base/thread_pool.h"
#include "model/classifier.h"
#include "options/settings.h"
#include "train/trainer.h"

namespace taxon {

// Where a model comes from, as far as that is known before it is trained. weights: of the classes, or empty;
// from: the SHA-256 of the model that the training goes on from, or empty.
Provenance describe_data(const Settings& settings, const TrainingData& data,
                         const std::vector<float>& weights, const std::string& from);

// What a training leaves in the model beside the weights: its figures in the provenance and, of a multi-label
// model, the thresholds.
void finish_model(const JoinedResult& joined, const PreparedTraining& prepared, Classifier& model);

}  // namespace taxon
