#include <string_view>

#include "base/error.h"
#include "data/dataset_builder.h"
#include "data/json_line.h"
#include "data/line_reader.h"
#include "data/line_readers.h"
#include "data/text_source.h"

namespace taxon {

Dataset read_json_lines(const std::string& path, const ReadOptions& options) {
  const std::string label_key = options.label_column.value_or("label");
  const std::string text_keys = options.text_column.value_or("text");
  TextSource source(path, options.encoding, options.on_bad_bytes);
  LineReader lines(source);
  JsonLine json("mend the line or give --skip-rows");
  DatasetBuilder builder;
  for (std::string_view line; lines.next(line);) {
    if (is_blank(line)) continue;
    const Where where{.file = source.name(), .line = lines.number()};
    const std::string place = where.file + ":" + std::to_string(where.line);
    try {
      json.parse(line, where);
      const auto& label = json.find(label_key, "--label-column");
      builder.add(json.labels(label), json.text(text_keys), place);
      builder.data.multi_label = builder.data.multi_label || label.kind == JsonMember::Kind::kList;
    } catch (const Error&) {
      if (!options.skip_rows) throw;
      builder.data.note(kBadRowsNote, 1, place);
    }
  }
  builder.data.note(source.bad_bytes());
  return builder.finish();
}

}  // namespace taxon
