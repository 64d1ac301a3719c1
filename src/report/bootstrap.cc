#include "report/bootstrap.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "report/ratio.h"

namespace taxon {
namespace {

constexpr std::size_t kResamples = 1000, kLow = 25, kHigh = 975;
constexpr std::uint64_t kSeed = 0;

// What a text adds to the counts of a class.
struct ClassCount {
  std::size_t index = 0;
  std::int64_t hits = 0;
  std::int64_t named = 0;  // as its label, as its answer
};

// Texts of the same labels and answers: of one label a text, a cell of the confusion matrix. A resample only
// needs to know how many of each were drawn.
struct Kind {
  bool right = false;
  std::vector<ClassCount> counts;
};

Kind kind_of(std::span<const std::int32_t> truth, std::span<const std::int32_t> answers) {
  Kind kind{.right = std::ranges::equal(truth, answers), .counts = {}};
  for (const auto c : truth) {
    const bool hit = std::ranges::binary_search(answers, c);
    kind.counts.push_back({static_cast<std::size_t>(c), hit ? 1 : 0, hit ? 2 : 1});
  }
  for (const auto c : answers) {
    if (!std::ranges::binary_search(truth, c)) kind.counts.push_back({static_cast<std::size_t>(c), 0, 1});
  }
  return kind;
}

struct Kinds {
  std::vector<Kind> kinds;
  std::vector<std::uint32_t> of_text;  // index into kinds
};

Kinds sort_into_kinds(const RaggedLabels& truth, const RaggedLabels& answers) {
  Kinds sorted;
  std::map<std::vector<std::int32_t>, std::uint32_t> known;
  std::vector<std::int32_t> key;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    key.assign(truth[i].begin(), truth[i].end());
    key.push_back(-1);
    key.insert(key.end(), answers[i].begin(), answers[i].end());
    const auto [entry, is_new] = known.try_emplace(key, static_cast<std::uint32_t>(sorted.kinds.size()));
    if (is_new) sorted.kinds.push_back(kind_of(truth[i], answers[i]));
    sorted.of_text.push_back(entry->second);
  }
  return sorted;
}

// How many texts of each kind a resample draws.
void draw(const Kinds& sorted, std::uint32_t resample, std::vector<std::int64_t>& drawn) {
  std::ranges::fill(drawn, 0);
  const CounterRandom random(kSeed, Purpose::kBootstrap, resample);
  const std::uint64_t n = sorted.of_text.size();
  for (std::uint64_t i = 0; i < n; i += 4) {
    const auto block = random.block(static_cast<std::uint32_t>(i / 4));
    // The high half of bits * n: in [0, n), each number within 2^-32 as probable as the others.
    for (std::uint64_t j = 0; j < std::min<std::uint64_t>(4, n - i); ++j) {
      ++drawn[sorted.of_text[(block[j] * n) >> 32U]];
    }
  }
}

struct Figures {
  double accuracy = 0, micro_f1 = 0, macro_f1 = 0;
};

// counts: of the classes, made zero here.
Figures figures_of(const Kinds& sorted, std::span<const std::int64_t> drawn, MacroClasses macro,
                   std::vector<ClassCount>& counts) {
  std::ranges::fill(counts, ClassCount{});
  std::int64_t right = 0, hits = 0, named = 0, occurring = 0;
  for (std::size_t k = 0; k < drawn.size(); ++k) {
    if (drawn[k] == 0) continue;
    right += sorted.kinds[k].right ? drawn[k] : 0;
    for (const auto& count : sorted.kinds[k].counts) {
      counts[count.index].hits += drawn[k] * count.hits;
      counts[count.index].named += drawn[k] * count.named;
    }
  }
  double sum = 0;
  for (const auto& count : counts) {
    hits += count.hits;
    named += count.named;
    occurring += count.named > 0 ? 1 : 0;
    sum += ratio(2 * count.hits, count.named);
  }
  const auto classes = macro == MacroClasses::kAll ? static_cast<std::int64_t>(counts.size()) : occurring;
  return {.accuracy = ratio(right, static_cast<std::int64_t>(sorted.of_text.size())),
          .micro_f1 = ratio(2 * hits, named),
          .macro_f1 = classes == 0 ? 0.0 : sum / static_cast<double>(classes)};
}

BootstrapInterval interval_of(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  return {.low = values[kLow - 1], .high = values[kHigh - 1]};
}

}  // namespace

BootstrapIntervals bootstrap_intervals(const RaggedLabels& truth, const RaggedLabels& answers,
                                       std::size_t classes, MacroClasses macro, ThreadPool& pool) {
  TAXON_CHECK(truth.size() > 0 && truth.size() == answers.size());
  TAXON_CHECK(truth.size() <= std::numeric_limits<std::uint32_t>::max());
  const Kinds sorted = sort_into_kinds(truth, answers);
  struct Room {
    std::vector<std::int64_t> drawn;
    std::vector<ClassCount> counts;
  };
  std::vector<Room> rooms(static_cast<std::size_t>(pool.size()),
                          {std::vector<std::int64_t>(sorted.kinds.size()), std::vector<ClassCount>(classes)});
  std::vector<double> accuracy(kResamples), micro_f1(kResamples), macro_f1(kResamples);
  pool.parallel_for(kResamples, [&](std::size_t resample, int worker) {
    Room& room = rooms[static_cast<std::size_t>(worker)];
    draw(sorted, static_cast<std::uint32_t>(resample), room.drawn);
    const Figures figures = figures_of(sorted, room.drawn, macro, room.counts);
    accuracy[resample] = figures.accuracy;
    micro_f1[resample] = figures.micro_f1;
    macro_f1[resample] = figures.macro_f1;
  });
  return {.accuracy = interval_of(accuracy),
          .micro_f1 = interval_of(micro_f1),
          .macro_f1 = interval_of(macro_f1)};
}

}  // namespace taxon
