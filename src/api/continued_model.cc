#include "api/continued_model.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/sha256.h"
#include "model/model_file.h"
#include "options/options.h"

namespace taxon {
namespace {

const Option& option_named(const std::string& name) {
  const auto options = all_options();
  return *std::find_if(options.begin(), options.end(), [&](const Option& option) {
    return option.name == "--" + name && (option.commands & kTrain) != 0;
  });
}

bool same_shape(const Settings& a, const Settings& b) {
  return a.tokenizer == b.tokenizer && a.encoder == b.encoder && a.truncating == b.truncating;
}

// An interrupted training leaves its best model at --out. Were that the model it began with, it could not
// begin there again.
void refuse_lost_start(const Settings& settings) {
  std::error_code ignored;
  if (settings.checkpoint.empty() || !std::filesystem::equivalent(settings.from, settings.out, ignored))
    return;
  throw Error({.field = "--out"},
              "is the model of --from, which --resume would need again; name another file");
}

}  // namespace

std::optional<ContinuedModel> load_continued_model(const Settings& settings, const std::string* given) {
  if (settings.from.empty() && !given) return std::nullopt;
  if (!settings.from.empty() && given) {
    throw Error({.field = "--from"},
                "names a model to go on from, and another is given; leave one of them out");
  }
  refuse_lost_start(settings);
  const std::string origin = given ? "the given model" : settings.from;  // what messages call it
  MappedFile file = given ? MappedFile::copy_of(*given) : MappedFile(settings.from);
  const auto bytes = file.bytes();
  auto sha256 = sha256_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  ContinuedModel continued{
      .classifier = load_model(std::move(file), origin), .settings = settings, .sha256 = std::move(sha256)};
  Settings& result = continued.settings;
  result.from = origin;
  if (!continued.classifier.single_network()) {
    throw Error({.file = origin},
                "joins networks and a linear part, and training goes on with one network alone; name a model "
                "that was trained with --networks 1 --linear off (as --preset notebook does)");
  }
  if (settings.networks != 1 || settings.linear) {
    throw Error(
        {.field = settings.linear ? "--linear" : "--networks"},
        "asks for more than the one network of " + origin + "; leave it out, or train without --from");
  }
  const Classifier& known = continued.classifier;
  result.tokenizer = known.tokenizer.options();
  result.truncating = known.truncating;
  result.encoder = known.config;
  const Settings of_model = result;
  for (const auto& [name, text] : settings.given) {
    const Option& option = option_named(name);
    if (name == "num-words" || name == "dropout") {
      apply_option(option, text, result);
      continue;
    }
    if (name == "attention-init") {
      throw Error({.field = option.name},
                  "has no effect with --from, whose model brings its weights; leave it out");
    }
    Settings changed = of_model;
    apply_option(option, text, changed);
    if (same_shape(changed, of_model)) continue;
    const auto value = option.value.get(of_model);
    throw Error({.field = option.name}, "contradicts " + origin +
                                            (value.empty() ? "" : ", which has " + value) +
                                            "; leave it out, or train without --from");
  }
  return continued;
}

std::span<const std::string> known_classes(const std::optional<ContinuedModel>& continued) {
  if (!continued) return {};
  return continued->classifier.labels;
}

}  // namespace taxon
