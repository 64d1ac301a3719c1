#pragma once

#include "options/settings.h"

namespace taxon {

// One function a command, each in the file of its name. They give the exit status, print results to standard
// output and progress to standard error, and throw what main.cc words: Error (exit status 2), JobFailed (1),
// Interrupted (128 + signal).
int run_train(const Settings& settings);
int run_tune(const Settings& settings);
int run_evaluate(const Settings& settings);
int run_predict(const Settings& settings);
int run_info(const Settings& settings);
int run_tokenize(const Settings& settings);
int run_check(const Settings& settings);
int run_dataset(const Settings& settings);
int run_import(const Settings& settings);
int run_export(const Settings& settings);

}  // namespace taxon
