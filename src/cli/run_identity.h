#pragma once

#include "api/joined_training.h"
#include "model/classifier.h"
#include "options/settings.h"
#include "train/checkpoint.h"
#include "train/trainer.h"

namespace taxon {

// What the training of a network of `model` from its start values depends on: the program, every option that
// shapes the result, the texts (as the model's provenance has them), their ids and labels, the words and the
// start values. valid may be null.
RunIdentity run_identity(const Settings& settings, const Classifier& model, const NetworkStart& network,
                         const LabelledIds* valid);

}  // namespace taxon
