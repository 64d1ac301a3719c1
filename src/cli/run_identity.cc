#include "cli/run_identity.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "base/sha256.h"
#include "model/section_bytes.h"
#include "options/options.h"

namespace taxon {
namespace {

void update(Sha256& sha, const LabelledIds& data) {
  const auto update_rows = [&](const Ragged<std::int32_t>& rows) {
    sha.update(bytes_of(std::span<const std::size_t>(rows.offsets)));
    sha.update(bytes_of(std::span<const std::int32_t>(rows.values)));
  };
  update_rows(data.ids);
  update_rows(data.labels);
}

std::string ids_sha256(const LabelledIds& train, const LabelledIds* valid) {
  Sha256 sha;
  update(sha, train);
  if (valid) update(sha, *valid);
  return sha.hex();
}

std::string words_sha256(const Tokenizer& tokenizer) {
  Sha256 sha;
  sha.update(bytes_of(tokenizer.vocabulary().ends(tokenizer.kept_words())));
  sha.update(tokenizer.vocabulary().bytes(tokenizer.kept_words()));
  return sha.hex();
}

template <class T>
std::string values_sha256(std::span<const T> values) {
  Sha256 sha;
  sha.update(bytes_of(values));
  return sha.hex();
}

// The option as the run has it, given or not; of those whose field has no text, what was given.
std::string value_text(const Option& option, const Settings& settings) {
  auto value = option.value.get(settings);
  const auto name = option.name.substr(option.name.find_first_not_of('-'));
  for (const auto& [given, text] : settings.given) {
    if (given == name && value.empty()) value = text.empty() ? "on" : text;
  }
  return value;
}

}  // namespace

RunIdentity run_identity(const Settings& settings, const Classifier& model, const NetworkStart& network,
                         const LabelledIds* valid) {
  RunIdentity identity{{"program", model.provenance.program}};
  for (const auto& option : all_options()) {
    if (!option.shapes_result || (option.commands & kTrain) == 0) continue;
    identity.emplace_back(option.name, value_text(option, settings));
  }
  identity.emplace_back("class weights",
                        values_sha256(std::span<const float>(network.options.class_weights)));
  identity.emplace_back("training texts", model.provenance.train_sha256);
  identity.emplace_back("validation texts", model.provenance.valid_sha256);
  identity.emplace_back("token ids", ids_sha256(network.texts, valid));
  identity.emplace_back("words", words_sha256(model.tokenizer));
  identity.emplace_back("start values", values_sha256(network.parameters.values()));
  return identity;
}

}  // namespace taxon
