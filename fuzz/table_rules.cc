#include "table_rules.h"

#include "dataset_rules.h"
#include "fuzz.h"

namespace taxon {
namespace {

ReadOptions options_of(unsigned bits) {
  ReadOptions options;
  options.skip_rows = (bits & 1U) != 0;
  if ((bits & 2U) != 0) options.on_bad_bytes = OnBadBytes::kReplace;
  if ((bits & 4U) != 0) options.encoding = "latin-1";
  if ((bits & 8U) != 0) options.encoding = "utf-16";
  return options;
}

std::string as_tsv(const Dataset& data) {
  std::string table = "label\ttext\r\n";
  const auto labels = data.single_labels();
  for (std::size_t i = 0; i < data.size(); ++i)
    table += data.classes[static_cast<std::size_t>(labels[i])] + '\t' + data.texts[i] + "\r\n";
  return table;
}

}  // namespace

void check_table(Format format, std::string_view bytes) {
  ReadOptions options = options_of(take_byte(bytes));
  options.format = format;
  const auto path = write_scratch("table", bytes);
  const auto data = accepted([&] { return read_dataset(path, options); });
  if (!data) return;
  require_well_formed(*data);
  const auto again = read_dataset(write_scratch("again.tsv", as_tsv(*data)), {.format = Format::kTsv});
  FUZZ_REQUIRE(again.texts == data->texts && again.labels.values == data->labels.values &&
               again.classes == data->classes);
}

}  // namespace taxon
