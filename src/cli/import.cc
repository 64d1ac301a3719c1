#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "base/files.h"
#include "base/version.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/overwriting.h"
#include "data/byte_source.h"
#include "data/line_reader.h"
#include "data/text_source.h"
#include "interop/keras_import.h"
#include "interop/keras_tokenizer.h"
#include "model/model_file.h"

namespace taxon {
namespace {

Tokenizer read_tokenizer(const std::string& path) {
  try {
    return tokenizer_from_keras_json(read_unpacked(path));
  } catch (const Error& error) {
    if (!error.where().file.empty()) throw;
    throw Error({.file = path}, error.what());
  }
}

// A name a line.
std::vector<std::string> read_labels(const std::string& path) {
  std::vector<std::string> labels;
  if (path.empty()) return labels;
  TextSource source(path, "utf-8", OnBadBytes::kReplace);
  LineReader lines(source);
  std::set<std::string, std::less<>> seen;
  for (std::string_view label; lines.next(label); labels.emplace_back(label)) {
    const Where where{.file = path, .line = lines.number()};
    if (label.empty()) throw Error(where, "is empty; give one name a line");
    if (!seen.emplace(label).second) throw Error(where, "names " + quoted_name(label) + " a second time");
  }
  if (const BadBytes bad = source.bad_bytes(); bad.count > 0) {
    const std::string offset = bad.first.substr(bad.first.rfind(' ') + 1);
    throw Error({.file = path}, "byte " + offset + " is not UTF-8; save the file as UTF-8");
  }
  if (labels.empty()) throw Error({.file = path}, "has no names; give one a line, or leave --labels out");
  return labels;
}

}  // namespace

int run_import(const Settings& settings) {
  refuse_overwriting(settings.out, {settings.foreign, settings.tokenizer_file, settings.labels_file});
  require_writable(settings.out);
  const Tokenizer tokenizer = read_tokenizer(settings.tokenizer_file);
  KerasImportOptions options = settings.keras;
  options.labels = read_labels(settings.labels_file);
  const MappedFile file(settings.foreign);
  Classifier model = import_keras(file.bytes(), settings.foreign, tokenizer, options);
  model.provenance.program = kProgramVersion;
  model.provenance.options = settings.given;
  save_model(model, settings.out);
  write_output(fmt::format("{}: {} classes, {} words, {} parameters, trained by {}\n", settings.out,
                           model.config.classes, model.tokenizer.kept_words(), model.network_parameters(),
                           model.provenance.origin));
  return 0;
}

}  // namespace taxon
