#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/check_report.h"

namespace taxon {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kListedClasses = 30;

std::string class_table(const CheckReport& report) {
  std::vector<ClassCount> classes = report.classes;
  std::ranges::stable_sort(classes, std::greater<>(), [](const auto& c) { return c.texts + c.valid_texts; });
  const bool more = classes.size() > kListedClasses;
  const std::size_t left_out = more ? classes.size() - kListedClasses : 0;
  classes.resize(classes.size() - left_out);
  std::string text = fmt::format("{:>9} {}  class\n", "texts", report.valid_texts ? "validation" : "");
  for (const auto& c : classes) {
    const std::string valid = report.valid_texts ? fmt::format("{:>10}", c.valid_texts) : "";
    text += fmt::format("{:>9} {}  {}\n", c.texts, valid, quoted_name(c.label));
  }
  if (more) text += fmt::format("          and {} classes with fewer texts (--json lists them)\n", left_out);
  return text;
}

std::string lengths_line(const TokenLengths& l) {
  return fmt::format(
      "tokens a text: {} to {}, median {}, mean {:.1f}, nine of ten have at most {}; {:.1f} % are longer "
      "than {} (--maxlen)\n",
      l.min, l.max, l.median, l.mean, l.p90, 100 * l.longer, l.maxlen);
}

std::string unknown_line(const UnknownWords& u) {
  return fmt::format(
      "unknown words: {:.1f} % of the tokens of {}, to the {} words kept of the {} (--num-words)\n",
      100 * u.share(), u.of_validation ? "the validation texts" : "every tenth text", u.words,
      u.of_validation ? "training texts" : "others");
}

std::string example_line(const FindingExample& example) {
  std::string line;
  for (const auto& source : example.sources) line += (line.empty() ? "" : "  and  ") + source;
  std::string labels;
  for (const auto& label : example.labels) labels += (labels.empty() ? "" : " / ") + quoted_name(label);
  if (!labels.empty()) line += line.empty() ? labels : "  (" + labels + ")";
  if (example.similarity && *example.similarity < 1) line += fmt::format("  ({:.3f})", *example.similarity);
  return "          " + printable(line) + "\n";
}

std::string findings_text(const CheckReport& report) {
  std::string text;
  for (const auto& finding : report.findings) {
    if (finding.count == 0) continue;
    text += fmt::format("{:>9} {}\n", finding.count, finding.what);
    for (const auto& example : finding.examples) text += example_line(example);
  }
  for (const auto& note : report.notes) {
    text += fmt::format("{:>9} {}\n", note.count, note.what);
    if (!note.first.empty()) text += "          " + printable(note.first) + "\n";
  }
  for (const auto& hint : report.hints) text += "hint: " + hint + "\n";
  return text.empty() ? "nothing found that wants mending\n" : text;
}

Json finding_json(const Finding& finding) {
  Json examples = Json::array();
  for (const auto& example : finding.examples) {
    Json entry = Json::object();
    if (!example.sources.empty()) entry["sources"] = example.sources;
    if (!example.labels.empty()) entry["labels"] = example.labels;
    if (example.similarity) entry["similarity"] = *example.similarity;
    examples.push_back(std::move(entry));
  }
  return {{"count", finding.count}, {"examples", std::move(examples)}};
}

Json lengths_json(const TokenLengths& l) {
  return {{"min", l.min},
          {"median", l.median},
          {"mean", l.mean},
          {"p90", l.p90},
          {"max", l.max},
          {"maxlen", l.maxlen},
          {"longer_than_maxlen", l.longer}};
}

}  // namespace

std::string check_text(const CheckReport& report) {
  std::string text = fmt::format("{} texts of {} classes{}", report.texts, report.classes.size(),
                                 report.multi_label ? ", several a text" : "");
  if (report.valid_texts) text += fmt::format(", and {} validation texts", *report.valid_texts);
  text += "\n\n" + class_table(report) + "\n" + lengths_line(report.lengths);
  if (report.unknown) text += unknown_line(*report.unknown);
  return text + "\n" + findings_text(report);
}

std::string check_json(const CheckReport& report) {
  Json json = {{"texts", report.texts}};
  json["valid_texts"] = report.valid_texts ? Json(*report.valid_texts) : Json();
  json["multi_label"] = report.multi_label;
  json["classes"] = Json::array();
  for (const auto& c : report.classes) {
    Json entry = {{"label", c.label}, {"texts", c.texts}};
    if (report.valid_texts) entry["valid_texts"] = c.valid_texts;
    json["classes"].push_back(std::move(entry));
  }
  json["tokens"] = lengths_json(report.lengths);
  json["unknown_words"] = Json();
  if (const auto& u = report.unknown) {
    json["unknown_words"] = {{"of", u->of_validation ? "validation" : "every_tenth"},
                             {"words", u->words},
                             {"tokens", u->tokens},
                             {"unknown", u->unknown},
                             {"share", u->share()}};
  }
  json["findings"] = Json::object();
  for (const auto& finding : report.findings) json["findings"][finding.name] = finding_json(finding);
  json["notes"] = Json::array();
  for (const auto& note : report.notes) {
    json["notes"].push_back({{"what", note.what}, {"count", note.count}, {"first", note.first}});
  }
  json["hints"] = report.hints;
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace taxon
