#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "options/settings.h"

namespace taxon {

// Writes the columns of an input as the beginning of an answer: of a CSV row (RFC 4180: cells in quotes where
// they hold a comma, a quote or a line end), with a comma behind the last cell; of a line of JSON, from its
// brace to a comma behind the last member; nothing for answers that keep nothing.
class KeptColumns {
 public:
  // answer_names: what the answer adds. Throws Error at `where` where a column has one of these names or,
  // where they become keys, two columns have the same one.
  KeptColumns(OutputKind output, std::vector<std::string> names, const std::vector<std::string>& answer_names,
              const Where& where);

  // cells: one a column.
  std::string row(std::span<const std::string_view> cells) const;
  // The first line of a CSV: the columns' names and the answer's; nothing for other answers.
  std::string header() const;

  const std::vector<std::string>& names() const { return names_; }

 private:
  OutputKind output_;
  std::vector<std::string> names_, answer_names_;
};

// A cell of a CSV.
std::string csv_cell(std::string_view text);

}  // namespace taxon
