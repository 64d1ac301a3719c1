#include "options/option_groups.h"

#include "options/option_values.h"
#include "options/presets.h"

namespace taxon {

namespace {

std::vector<std::pair<std::string, std::string>> preset_names() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& preset : all_presets()) names.emplace_back(preset.name, preset.name);
  return names;
}

}  // namespace

void add_network_options(std::vector<Option>& table) {
  const std::string group = "Network";
  const auto add = [&](std::string name, OptionValue value, std::string help) {
    table.push_back(
        {std::move(name), std::move(value), std::move(help), kTrains, group, Presence::kOptional, true});
  };
  add("--preset", choice(TAXON_FIELD(preset), preset_names()),
      "settings to start from; every other option overrules it");
  add("--networks", whole_number(TAXON_FIELD(networks), 0, 64),
      "networks that are trained and joined, 0 for a linear part alone");
  add("--linear", on_off(TAXON_FIELD(linear)), "join a linear model of n-grams with the networks");
  table.push_back({"--baseline", on_off(TAXON_FIELD(baseline)),
                   "where there are validation texts, judge a linear model beside a network that has none",
                   kTrains, group});
  add("--mask", on_off(TAXON_FIELD(encoder.mask)), "leave padding out of attention and maximum");
  add("--embed-dim", whole_number(TAXON_FIELD(encoder.embed_dim), 1, 1 << 14), "size of a word's vector");
  add("--blocks", whole_number(TAXON_FIELD(encoder.blocks), 1, 64), "encoder blocks, one on the other");
  add("--heads", whole_number(TAXON_FIELD(encoder.heads), 1, 1 << 10), "attention heads");
  add("--key-dim", whole_number(TAXON_FIELD(encoder.key_dim), 1, 1 << 14),
      "size of each head's queries and keys");
  add("--ff-dim", whole_number(TAXON_FIELD(encoder.ff_dim), 1, 1 << 16), "size of the feed-forward layer");
  add("--positions",
      choice(TAXON_FIELD(encoder.positions),
             {{"learned", Positions::kLearned}, {"sinusoidal", Positions::kSinusoidal}}),
      "vectors of positions");
  add("--dropout", decimal_number(TAXON_FIELD(encoder.dropout), 0.0F, 1.0F),
      "part of the pooled vector silenced in training");
  add("--attention-init",
      choice(TAXON_FIELD(attention_init),
             {{"keras2", AttentionInit::kKeras2}, {"keras3", AttentionInit::kKeras3}}),
      "start values of the attention's kernels: keras3 as Keras 3.15, keras2 as before it");
}

}  // namespace taxon
