#include "options/option_groups.h"

#include <algorithm>
#include <limits>

#include "options/option_values.h"

namespace taxon {
namespace {

constexpr std::uint32_t kMaxSeed = std::numeric_limits<std::uint32_t>::max();
constexpr unsigned kSplits = kTrains | kEvaluate | kCheck;

std::vector<std::string> parse_list(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    if (end == begin) throw Error("has an empty name between its commas");
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::optional<std::uint32_t> parse_shuffle_seed(const std::string& text) {
  if (text == "none") return std::nullopt;
  const auto seed = parse_number<std::uint32_t>(text);
  if (!seed) throw Error("'" + text + "' is neither none nor a whole number from 0 to 4294967295");
  return seed;
}

}  // namespace

void add_data_options(std::vector<Option>& table) {
  const std::string group = "Data";
  table.insert(
      table.end(),
      {{"--format", parsed(TAXON_FIELD(read.format), parse_format, format_names()),
        "what DATA is; guessed from its name otherwise", kLooksAt, group},
       {"--encoding", any_text(TAXON_FIELD(read.encoding), "NAME"),
        "encoding of the texts, as utf-8 or latin-1", kLooksAt | kPredict, group, Presence::kOptional, true},
       {"--on-bad-bytes",
        choice(TAXON_FIELD(read.on_bad_bytes),
               {{"error", OnBadBytes::kError}, {"replace", OnBadBytes::kReplace}}),
        "what to do about bytes that are not in the encoding", kReads | kPredict, group, Presence::kOptional,
        true},
       {"--skip-rows", flag(TAXON_FIELD(read.skip_rows)), "leave bad rows and lines out and count them",
        kReads, group, Presence::kOptional, true},
       {"--multi-label", flag(TAXON_FIELD(read.multi_label)),
        "a text may have several labels or none, even where in DATA each has one",
        kTrain | kTune | kEvaluate | kCheck | kReadTexts, group, Presence::kOptional, true},
       {"--subset", parsed(TAXON_FIELD(read.subset), parse_subset, "train|test|all"),
        "which part of a pair of folders NAME-train and NAME-test", kLooksAt, group, Presence::kOptional,
        true},
       {"--remove", parsed(TAXON_FIELD(read.remove), parse_remove, "PARTS"),
        "parts of posts to leave out: headers,footers,quotes", kLooksAt, group, Presence::kOptional, true},
       {"--categories", parsed(TAXON_FIELD(read.categories), parse_list, "A,B"), "only these classes",
        kLooksAt, group, Presence::kOptional, true},
       {"--shuffle-seed", parsed(TAXON_FIELD(read.shuffle_seed), parse_shuffle_seed, "N|none"),
        "shuffle the texts as NumPy's RandomState(N) does", kLooksAt, group, Presence::kOptional, true},
       {.name = "--valid",
        .value = text_list(TAXON_FIELD(valid), "PATH"),
        .help = "labelled texts to watch the training by, as DATA; may be given several times",
        .commands = kTrain | kTune | kCheck,
        .group = group,
        .repeats = true},
       {"--valid-fraction", decimal_number(TAXON_FIELD(valid_fraction), 0.0, 1.0),
        "split off this part of DATA for validation, class by class", kSplits, group, Presence::kOptional,
        true},
       {"--split-seed", whole_number(TAXON_FIELD(split_seed), 0U, kMaxSeed), "seed of that split",
        kSplits | kTune, group, Presence::kOptional, true}});
}

}  // namespace taxon
