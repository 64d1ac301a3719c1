#include "data/split.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/check.h"
#include "base/error.h"
#include "data/numpy_random.h"

namespace taxon {
namespace {

constexpr const char* kField = "valid-fraction";

using Counts = std::vector<std::size_t>;

std::size_t sum(const Counts& counts) {
  std::size_t total = 0;
  for (const std::size_t count : counts) total += count;
  return total;
}

// How many of `draws` texts each class gives: about its share, rounded down, and what is then missing goes
// to the largest remainders, equal ones by lot. scikit-learn's _approximate_mode, draw for draw: it draws
// even where all the classes with a remainder get one more.
Counts approximate_mode(const Counts& class_counts, std::size_t draws, NumpyRandom& random) {
  const auto total = static_cast<double>(sum(class_counts));
  Counts taken;
  std::vector<double> remainders;
  for (const std::size_t count : class_counts) {
    const double share = static_cast<double>(count) / total * static_cast<double>(draws);
    taken.push_back(static_cast<std::size_t>(std::floor(share)));
    remainders.push_back(share - std::floor(share));
  }
  std::size_t missing = draws - std::min(draws, sum(taken));
  std::vector<double> values = remainders;
  std::sort(values.begin(), values.end(), std::greater<>());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  for (const double value : values) {
    if (missing == 0) break;
    std::vector<std::size_t> tied;
    for (std::size_t c = 0; c < remainders.size(); ++c) {
      if (remainders[c] == value) tied.push_back(c);
    }
    const std::size_t now = std::min(tied.size(), missing);
    for (const std::size_t c : random.choice(tied, now)) ++taken[c];
    missing -= now;
  }
  return taken;
}

void refuse_lone_texts(const std::vector<std::vector<std::size_t>>& members,
                       std::span<const std::string> classes) {
  std::string lone;
  std::size_t count = 0;
  for (std::size_t c = 0; c < members.size(); ++c) {
    if (members[c].size() != 1) continue;
    if (++count <= 5) lone += (lone.empty() ? "" : ", ") + quoted_name(classes[c]);
  }
  if (count > 5) lone += " and " + std::to_string(count - 5) + " more";
  if (count > 0) {
    throw Error({.field = kField}, "a split needs 2 texts of every class, but there is 1 only of " + lone +
                                       "; add texts or leave the class out");
  }
}

struct Sizes {
  std::size_t train, valid;
};

Sizes part_sizes(std::size_t n, double fraction, std::size_t classes) {
  if (!(fraction > 0 && fraction < 1)) throw Error({.field = kField}, "must be above 0 and below 1");
  // Rounding up the product of doubles is scikit-learn's rule: 0.07 of 100 are 8, since the product is
  // 7.000000000000001.
  const auto valid = static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(n)));
  const auto need = [&](const char* part, std::size_t size) {
    if (size < std::max<std::size_t>(classes, 1)) {
      throw Error({.field = kField}, "of " + std::to_string(n) + " texts, " + std::to_string(size) +
                                         " would be " + part + " texts, fewer than the " +
                                         std::to_string(classes) +
                                         " classes; choose another fraction or add texts");
    }
  };
  need("training", n - valid);
  need("validation", valid);
  return {n - valid, valid};
}

}  // namespace

Split stratified_split(std::span<const std::int32_t> labels, std::span<const std::string> classes,
                       double fraction, std::uint32_t seed) {
  std::vector<std::vector<std::size_t>> members(classes.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    TAXON_CHECK(labels[i] >= 0 && static_cast<std::size_t>(labels[i]) < classes.size());
    members[static_cast<std::size_t>(labels[i])].push_back(i);
  }
  refuse_lone_texts(members, classes);
  std::erase_if(members, [](const auto& texts) { return texts.empty(); });
  const Sizes sizes = part_sizes(labels.size(), fraction, members.size());

  Counts counts;
  for (const auto& texts : members) counts.push_back(texts.size());
  NumpyRandom random(seed);
  const Counts train_counts = approximate_mode(counts, sizes.train, random);
  Counts rest = counts;
  for (std::size_t c = 0; c < rest.size(); ++c) rest[c] -= train_counts[c];
  const Counts valid_counts = approximate_mode(rest, sizes.valid, random);

  Split split;
  for (std::size_t c = 0; c < members.size(); ++c) {
    const std::vector<std::size_t> order = random.permutation(counts[c]);
    const std::size_t end = train_counts[c] + valid_counts[c];
    TAXON_CHECK(end <= counts[c]);
    for (std::size_t i = 0; i < end; ++i) {
      (i < train_counts[c] ? split.train : split.valid).push_back(members[c][order[i]]);
    }
  }
  random.shuffle(split.train);
  random.shuffle(split.valid);
  return split;
}

}  // namespace taxon
