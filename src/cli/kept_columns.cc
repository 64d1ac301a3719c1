#include "cli/kept_columns.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "cli/json_output.h"

namespace taxon {

KeptColumns::KeptColumns(OutputKind output, std::vector<std::string> names,
                         const std::vector<std::string>& answer_names, const Where& where)
    : output_(output), names_(std::move(names)), answer_names_(answer_names) {
  if (output_ == OutputKind::kText) return;
  std::vector<std::string> known = answer_names_;
  for (const auto& name : names_) {
    if (std::ranges::find(known, name) != known.end()) {
      throw Error(where,
                  "two columns of the answer would be named " + quoted_name(name) + "; rename this one");
    }
    // Only keys of JSON must differ.
    if (output_ == OutputKind::kJsonLines) known.push_back(name);
  }
}

std::string KeptColumns::row(std::span<const std::string_view> cells) const {
  TAXON_CHECK(cells.size() == names_.size());
  std::string kept;
  if (output_ == OutputKind::kCsv) {
    for (const auto cell : cells) kept += csv_cell(cell) + ",";
  } else if (output_ == OutputKind::kJsonLines) {
    kept = "{";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      kept += json_string(names_[i]) + ":" + json_string(cells[i]) + ",";
    }
  }
  return kept;
}

std::string KeptColumns::header() const {
  if (output_ != OutputKind::kCsv) return "";
  std::string line;
  for (const auto* names : {&names_, &std::as_const(answer_names_)}) {
    for (const auto& name : *names) line += (line.empty() ? "" : ",") + csv_cell(name);
  }
  return line + "\n";
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) cell.append(c == '"' ? "\"" : "").push_back(c);
  return cell + "\"";
}

}  // namespace taxon
