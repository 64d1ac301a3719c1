#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/one_line_text.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "model/info_json.h"
#include "model/model_file.h"
#include "model/section_file.h"

namespace taxon {
namespace {

std::string on_off_text(bool on) {
  return on ? "on" : "off";
}

std::string describe_linear(const LinearModel& linear) {
  const auto& ngrams = linear.features().options().ngrams;
  return fmt::format("linear     {} n-grams: of {} to {} words, {} to {} characters\n",
                     linear.features().size(), ngrams.words.from, ngrams.words.to, ngrams.characters.from,
                     ngrams.characters.to);
}

std::string describe_parts(const Classifier& model) {
  std::string text = model.linear ? describe_linear(*model.linear) : "";
  if (model.networks.size() > 1) text += fmt::format("networks   {}, averaged\n", model.networks.size());
  if (model.linear && !model.networks.empty()) {
    text += fmt::format("joined     networks weigh {:.3f}, the linear part {:.3f}\n", model.network_weight,
                        model.linear_weight);
  }
  return text;
}

std::string describe_network(const Classifier& model) {
  const auto& t = model.tokenizer.options();
  const auto& c = model.config;
  std::string text =
      fmt::format("words      {} of {} ids; unknown words {}; lower-casing {}; {}\n", c.vocabulary - 1,
                  t.num_words == 0 ? "unlimited" : std::to_string(t.num_words),
                  t.oov_token ? "become " + *t.oov_token : "are dropped", on_off_text(t.lower),
                  t.char_level  ? "characters"
                  : t.icu_words ? "words by ICU " + model.icu_version
                                : "words");
  text += fmt::format("texts      {} tokens, padded {}, cut {}; mask {}\n", c.maxlen,
                      c.padding == Side::kPre ? "in front" : "behind",
                      model.truncating == Side::kPre ? "in front" : "behind", on_off_text(c.mask));
  text += fmt::format("network    {} block of {} heads; positions {}; dropout {}; norm epsilon {}\n",
                      c.blocks, c.heads, c.positions == Positions::kLearned ? "learned" : "sinusoidal",
                      c.dropout, c.norm_epsilon);
  return text;
}

std::string describe_answers(const Classifier& model) {
  return (model.multi_label() ? "answers    any number of classes a text, those above their threshold\n"
                              : "answers    one class a text\n");
}

std::string describe_classes(const Classifier& model) {
  std::string names;
  for (std::size_t c = 0; c < model.labels.size(); ++c) {
    names += (c == 0 ? "" : ", ") + one_line_text(model.labels[c]);
    if (model.multi_label()) names += fmt::format(" above {}", model.thresholds[c]);
  }
  return fmt::format("classes    {}: {}\n\n", model.labels.size(), names);
}

std::string describe_given(const Provenance& p) {
  std::string text;
  for (const auto& [name, value] : p.options)
    text += fmt::format("given      --{} {}\n", name, one_line_text(value));
  return text;
}

std::string describe_provenance(const Provenance& p) {
  if (!p.origin.empty()) {
    return fmt::format("made by    {}\ntrained    by {}\n", p.program, p.origin) + describe_given(p);
  }
  std::string text = fmt::format("made by    {}, seed {}\n", p.program, p.seed);
  text += fmt::format("trained    on {} texts, SHA-256 {}\n", p.train_texts, p.train_sha256);
  if (!p.valid_sha256.empty()) {
    text += fmt::format("validated  on {} texts, SHA-256 {}\n", p.valid_texts, p.valid_sha256);
  }
  // Of several networks, or of one that is joined with n-grams before its first epoch, none is the best.
  const bool best = p.best_epoch > 0;
  if (best) text += fmt::format("epochs     {}, the best one {}\n", p.epochs, p.best_epoch);
  if (!best && p.epochs > 0) text += fmt::format("epochs     {} in all\n", p.epochs);
  if (p.loss && p.accuracy) {
    text += fmt::format("{}  loss {:.4f}, accuracy {:.4f}\n", best ? "its score" : "score    ", *p.loss,
                        *p.accuracy);
  }
  return text + describe_given(p);
}

}  // namespace

int run_info(const Settings& settings) {
  const Classifier model = load_model(settings.model);
  if (settings.json) {
    write_output(info_json(model));
    return 0;
  }
  std::string text = fmt::format("{}: taxon model, format {}, {} parameters\n", settings.model,
                                 kFormatVersion, model.network_parameters());
  if (!model.networks.empty()) text += describe_network(model);
  text += describe_parts(model) + describe_answers(model) + describe_provenance(model.provenance);
  text += describe_classes(model);
  if (model.networks.empty()) return write_output(text), 0;
  for (const auto& tensor : model.networks.front().layout().tensors()) {
    text += fmt::format("{:<34} {:>20} {:>12}\n", tensor.name,
                        fmt::format("({})", fmt::join(tensor.shape, ", ")), tensor.size);
  }
  write_output(text);
  return 0;
}

}  // namespace taxon
