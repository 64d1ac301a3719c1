#include <fmt/format.h>

#include "base/error.h"
#include "base/files.h"
#include "base/version.h"
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/overwriting.h"
#include "interop/keras_export.h"
#include "interop/keras_tokenizer.h"
#include "interop/onnx_export.h"
#include "model/model_file.h"

namespace taxon {
namespace {

// "model.onnx" -> "model.json".
std::string text_part_path(const std::string& onnx) {
  constexpr std::string_view kEnding = ".onnx";
  return (onnx.ends_with(kEnding) ? onnx.substr(0, onnx.size() - kEnding.size()) : onnx) + ".json";
}

std::string write_keras(const Classifier& model, const std::string& path) {
  // Keras goes by the ending.
  if (!path.ends_with(".keras"))
    throw Error({.field = "--out"}, "must end in .keras, or Keras will not load it");
  write_file_atomically(path, [&](const Sink& sink) { export_keras(model, kProgramVersion, sink); });
  return path + ": load it with keras.models.load_model() after import taxon.keras\n";
}

// What can fail comes before the first of the two files is written, as either is of no use without the other.
std::string write_onnx(const Classifier& model, const std::string& path, const std::string& text_part) {
  const std::string network = export_onnx(model, kProgramVersion), words = text_to_ids_json(model);
  require_writable(path, network.size());
  require_writable(text_part, words.size());
  write_file_atomically(path, network);
  write_file_atomically(text_part, words);
  return fmt::format(
      "{}: ids (batch, {}) int64 in, probabilities (batch, {}) float32 out; {}: texts to ids, labels\n", path,
      model.config.maxlen, model.config.classes, text_part);
}

std::string write_tokenizer(const Classifier& model, const std::string& path) {
  require_network(model, "the words of a tokenizer");
  write_file_atomically(path, tokenizer_to_keras_json(model.tokenizer));
  return fmt::format("{}: {} words; pad to maxlen {}, padding='{}', truncating='{}'\n", path,
                     model.tokenizer.kept_words(), model.config.maxlen,
                     model.config.padding == Side::kPre ? "pre" : "post",
                     model.truncating == Side::kPre ? "pre" : "post");
}

std::string write_as(Exchange form, const Classifier& model, const std::string& path) {
  switch (form) {
    case Exchange::kKeras:
      return write_keras(model, path);
    case Exchange::kOnnx:
      return write_onnx(model, path, text_part_path(path));
    case Exchange::kTokenizer:
      return write_tokenizer(model, path);
  }
  return "";
}

}  // namespace

int run_export(const Settings& settings) {
  refuse_overwriting(settings.out, {settings.model});
  if (settings.exchange == Exchange::kOnnx)
    refuse_overwriting(text_part_path(settings.out), {settings.model});
  const Classifier model = load_model(settings.model);
  try {
    write_output(write_as(settings.exchange, model, settings.out));
  } catch (const Error& error) {
    if (!error.where().file.empty() || !error.where().field.empty()) throw;
    throw Error({.file = settings.out}, error.what());
  }
  return 0;
}

}  // namespace taxon
