#include "api/pretrained_vectors.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"

namespace taxon {
namespace {

bool fixes_embed_dim(const Settings& settings) {
  return std::ranges::any_of(settings.given, [](const auto& option) { return option.first == "embed-dim"; });
}

}  // namespace

std::optional<StartVectors> load_vectors(const Settings& settings, const Classifier* known,
                                         const Tokenizer& tokenizer, EncoderConfig& config,
                                         std::vector<std::string>& notes) {
  if (settings.vectors.empty()) return std::nullopt;
  if (settings.networks == 0) {
    throw Error(
        {.field = "--vectors"},
        "starts the words of networks, and a linear part alone has none; leave it out, or give --networks 1");
  }
  auto vectors =
      read_start_vectors(settings.vectors, tokenizer, known ? known->tokenizer.kept_words() + 1 : 1);
  const auto dim = static_cast<std::int32_t>(vectors.dim);
  if (dim != config.embed_dim && known) {
    throw Error({.file = settings.vectors},
                fmt::format("has vectors of {} numbers, and those of {} have {}; give vectors of that size, "
                            "or train without --from",
                            dim, settings.from, config.embed_dim));
  }
  if (dim != config.embed_dim && fixes_embed_dim(settings)) {
    throw Error(
        {.field = "--embed-dim"},
        fmt::format("is {}, and the vectors of {} have {} numbers; give --embed-dim {}, or leave it out",
                    config.embed_dim, settings.vectors, dim, dim));
  }
  config.embed_dim = dim;
  notes.push_back(fmt::format("{} of {} {} start from the vectors of {}, of {} numbers each", vectors.found,
                              vectors.words, known ? "new words" : "words", settings.vectors, dim));
  return vectors;
}

}  // namespace taxon
