#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json_output.h"
#include "cli/open_model.h"
#include "cli/output.h"
#include "data/paths.h"
#include "data/readers.h"
#include "model/classifier.h"
#include "text/padding.h"

namespace taxon {
namespace {

// A line a text: each token as text=id, 0 for a token that gets none.
std::string tokens_text(std::span<const EncodedToken> tokens) {
  std::string text;
  for (const auto& token : tokens)
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", token.text, token.id);
  return text + "\n";
}

// With --fit the only positional argument is the input, which then stands in the model's place.
Settings with_arguments_sorted(Settings settings) {
  if (settings.fit.empty()) {
    if (settings.model.empty()) throw Error("MODEL is required, or --fit DATA; see 'taxon tokenize --help'");
    return settings;
  }
  if (!settings.model.empty()) {
    if (settings.file != "-") throw Error("give a MODEL or --fit DATA, not both");
    settings.file = std::exchange(settings.model, "");
  }
  if (settings.file == "-" && std::ranges::find(settings.fit, kStandardInput) != settings.fit.end()) {
    throw Error("--fit and FILE cannot both be standard input; name a FILE");
  }
  return settings;
}

}  // namespace

int run_tokenize(const Settings& given) {
  const Settings settings = with_arguments_sorted(given);
  ThreadPool pool(settings.threads);
  std::optional<Classifier> model;
  std::optional<Tokenizer> fitted;
  if (settings.fit.empty()) {
    model = open_model(settings.model);
    require_network(*model, "words");
  } else {
    fitted = Tokenizer::fit(settings.tokenizer, read_dataset(settings.fit, settings.read).texts, pool);
  }
  const Tokenizer& tokenizer = model ? model->tokenizer : *fitted;

  TextInput input(settings);
  std::vector<std::string> texts;
  while (input.next(texts)) {
    std::string answers;
    for (const auto& text : texts) {
      const auto tokens = tokenizer.tokens(text);
      if (!settings.json) {
        answers += tokens_text(tokens);
        continue;
      }
      const auto ids = tokenizer.encode(text);
      // A model looks at its maxlen ids only.
      answers += tokens_json(tokens, model ? truncate(ids, model->config.maxlen, model->truncating) : ids);
    }
    write_output(answers);
  }
  return 0;
}

}  // namespace taxon
