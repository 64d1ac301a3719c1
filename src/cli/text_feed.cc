#include "cli/text_feed.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "cli/input.h"
#include "cli/kept_columns.h"
#include "data/json_line.h"
#include "data/line_reader.h"
#include "data/table_file.h"

namespace taxon {
namespace {

using Names = std::vector<std::string>;
using Cells = std::vector<std::string_view>;

// Lines, or one text: as a table of one column, "text".
class PlainFeed : public TextFeed {
 public:
  PlainFeed(const Settings& settings, const Names& answer_names)
      : input_(settings), columns_(settings.output, {"text"}, answer_names, {}) {
    head_ = columns_.header();
  }
  bool next(TextBatch& batch) override {
    batch.clear();
    if (!input_.next(batch.texts)) return false;
    for (const std::string_view text : batch.texts) batch.kept.push_back(columns_.row({&text, 1}));
    return true;
  }
  void stop() override { input_.stop(); }

 private:
  TextInput input_;
  KeptColumns columns_;
};

// The rows of a table, one a call, since none need come after it.
class TableFeed : public TextFeed {
 public:
  TableFeed(const Settings& settings, const Names& answer_names)
      : table_(settings.file, settings.read, settings.input == InputKind::kCsv ? Format::kCsv : Format::kTsv,
               &stop_),
        texts_(table_.find_texts(settings.read)),
        columns_(settings.output, table_.columns(), answer_names, table_.where()) {
    // A table without names is answered by one without names.
    if (settings.read.table.header) head_ = columns_.header();
  }
  bool next(TextBatch& batch) override {
    batch.clear();
    if (!table_.next()) return false;
    if (const std::string fault = table_.fault(); !fault.empty()) {
      throw Error(table_.where(), fault + "; mend the line");
    }
    batch.texts.push_back(joined_cells(table_.cells(), texts_));
    batch.kept.push_back(columns_.row(table_.cells()));
    return true;
  }
  void stop() override { stop_.set(); }

 private:
  StopEvent stop_;
  TableFile table_;
  std::vector<std::size_t> texts_;
  KeptColumns columns_;
};

// The lines of a JSON Lines file, one a call. Answered in JSON they keep their line as it stands, in CSV the
// keys of the first line are the columns.
class JsonFeed : public TextFeed {
 public:
  JsonFeed(const Settings& settings, Names answer_names)
      : output_(settings.output),
        text_keys_(settings.read.text_column.value_or("text")),
        answer_names_(std::move(answer_names)),
        source_(settings.file, settings.read.encoding, settings.read.on_bad_bytes, &stop_),
        lines_(source_) {
    if (output_ != OutputKind::kCsv) return;
    first_waits_ = read_line();
    Names keys;
    for (const auto& member : json_.members()) keys.push_back(member.key);
    // An empty file names no keys, and is answered by a header alone.
    columns_.emplace(output_, first_waits_ ? keys : Names{"text"}, answer_names_, where());
    head_ = columns_->header();
  }

  bool next(TextBatch& batch) override {
    batch.clear();
    if (!std::exchange(first_waits_, false) && !read_line()) return false;
    batch.texts.push_back(json_.text(text_keys_));
    batch.kept.push_back(output_ == OutputKind::kText ? "" : output_ == OutputKind::kCsv ? row() : members());
    return true;
  }
  void stop() override { stop_.set(); }

 private:
  Where where() const { return {.file = source_.name(), .line = lines_.number()}; }

  // The next line that is not blank; false at the end.
  bool read_line() {
    while (lines_.next(line_)) {
      if (is_blank(line_)) continue;
      json_.parse(line_, where());
      return true;
    }
    return false;
  }

  // The line up to its closing brace, which the answer's members will come before.
  std::string members() const {
    for (const auto& member : json_.members()) {
      if (std::ranges::find(answer_names_, member.key) == answer_names_.end()) continue;
      throw Error(where(), "has the key " + quoted_name(member.key) + " that the answer has; rename it");
    }
    return std::string(line_.substr(0, line_.rfind('}'))) + ",";
  }

  std::string row() const {
    Cells cells(columns_->names().size());
    for (const auto& member : json_.members()) {
      const auto place = std::ranges::find(columns_->names(), member.key);
      if (place == columns_->names().end()) {
        throw Error(where(), "has the key " + quoted_name(member.key) +
                                 " that the first line lacks, so that it is no column; give --output jsonl");
      }
      if (member.kind == JsonMember::Kind::kList || member.kind == JsonMember::Kind::kOther) {
        throw Error({.file = source_.name(), .line = lines_.number(), .field = member.key},
                    "is a list or an object, which no cell holds; give --output jsonl");
      }
      cells[static_cast<std::size_t>(place - columns_->names().begin())] = member.text;
    }
    return columns_->row(cells);
  }

  OutputKind output_;
  std::string text_keys_;
  Names answer_names_;
  StopEvent stop_;
  TextSource source_;
  LineReader lines_;
  JsonLine json_{"mend the line"};
  std::string_view line_;  // that json_ has read
  bool first_waits_ = false;
  std::optional<KeptColumns> columns_;  // of a CSV
};

}  // namespace

std::unique_ptr<TextFeed> open_feed(const Settings& settings, const Names& answer_names) {
  switch (settings.input) {
    case InputKind::kLines:
    case InputKind::kText:
      break;
    case InputKind::kCsv:
    case InputKind::kTsv:
      return std::make_unique<TableFeed>(settings, answer_names);
    case InputKind::kJsonLines:
      return std::make_unique<JsonFeed>(settings, answer_names);
  }
  return std::make_unique<PlainFeed>(settings, answer_names);
}

}  // namespace taxon
