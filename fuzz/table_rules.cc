#include "table_rules.h"

#include <nlohmann/json.hpp>

#include "dataset_rules.h"
#include "fuzz.h"

namespace taxon {
namespace {

ReadOptions options_of(unsigned reading, unsigned table) {
  ReadOptions options;
  options.skip_rows = (reading & 1U) != 0;
  if ((reading & 2U) != 0) options.on_bad_bytes = OnBadBytes::kReplace;
  if ((reading & 4U) != 0) options.encoding = "latin-1";
  if ((reading & 8U) != 0) options.encoding = "utf-16le";
  if ((reading & 16U) != 0) options.text_column = "text,body";
  if ((table & 1U) != 0) options.table.delimiter = ';';
  if ((table & 2U) != 0) options.table.header = false;
  if ((table & 4U) != 0) options.table.quoting = (table & 8U) != 0;
  if ((table & 16U) != 0) options.table.escape = '\\';
  options.table.skip_space = (table & 32U) != 0;
  if ((table & 64U) != 0) options.label_separator = "|";
  return options;
}

std::string csv_cell(std::string_view bytes) {
  std::string cell = "\"";
  for (const char c : bytes) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
  return cell + '"';
}

std::string as_csv(const Dataset& data) {
  std::string table = "label,text\n";
  const auto labels = data.single_labels();
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto& label = data.classes[static_cast<std::size_t>(labels[i])];
    table += csv_cell(label) + ',' + csv_cell(data.texts[i]) + '\n';
  }
  return table;
}

std::string as_json_lines(const Dataset& data) {
  std::string lines;
  for (std::size_t i = 0; i < data.size(); ++i) {
    auto labels = nlohmann::json::array();
    for (const auto label : data.labels[i]) labels.push_back(data.classes[static_cast<std::size_t>(label)]);
    lines += nlohmann::json{{"label", labels}, {"text", data.texts[i]}}.dump() + '\n';
  }
  return lines;
}

Dataset written_and_read(const Dataset& data) {
  if (data.multi_label) {
    return read_dataset(write_scratch("again.jsonl", as_json_lines(data)), {.format = Format::kJsonLines});
  }
  return read_dataset(write_scratch("again.csv", as_csv(data)), {.format = Format::kCsv});
}

}  // namespace

void check_rows(Format format, std::string_view bytes) {
  const unsigned reading = take_byte(bytes), table = take_byte(bytes);
  ReadOptions options = options_of(reading, table);
  options.format = format;
  const auto path = write_scratch("rows", bytes);
  const auto data = accepted([&] { return read_dataset(path, options); });
  if (!data) return;
  require_well_formed(*data);
  const auto again = written_and_read(*data);
  FUZZ_REQUIRE(again.texts == data->texts && again.classes == data->classes);
  FUZZ_REQUIRE(again.labels.offsets == data->labels.offsets && again.labels.values == data->labels.values);
}

}  // namespace taxon
