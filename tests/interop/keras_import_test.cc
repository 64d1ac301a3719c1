// Models that Keras 3.15.1 saved, imported: they answer as Keras does, or are refused with the reason.
#include "interop/keras_import.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/error.h"
#include "interop/keras_archive.h"
#include "keras_files.h"
#include "model/temp_file.h"

namespace taxon {
namespace {

// float32 sums in another order; the largest difference seen is 2e-7.
constexpr double kTolerance = 2e-6;

// Rows of ids are padded in front or behind; one run answers those of its side.
void expect_answers(const std::string& name, const KerasImportOptions& options) {
  SCOPED_TRACE(name);
  const auto answers = golden_answers(name);
  for (const Side side : {Side::kPre, Side::kPost}) {
    KerasImportOptions padded = options;
    padded.padding = side;
    const Classifier model = import_bytes(golden_keras(name), name, padded);
    ThreadPool pool(1);
    ClassifierRun run(model, pool);
    for (std::size_t i = 0; i < answers["ids"].size(); ++i) {
      const auto& ids = answers["ids"][i];
      const bool full = ids.front() != 0 && ids.back() != 0;
      if (!full && (ids.front() == 0) != (side == Side::kPre)) continue;
      const std::vector<std::string> text = {text_of_ids(ids)};
      const auto got = run.probabilities(text);
      ASSERT_EQ(got.size(), 3U);
      for (std::size_t c = 0; c < got.size(); ++c)
        EXPECT_NEAR(got[c], answers["probabilities"][i][c].get<double>(), kTolerance) << "row " << i;
    }
  }
}

TEST(KerasImport, AnswersAsKeras) {
  for (const char* name : {"notebook.keras", "sequential.keras", "own_layers.keras"})
    expect_answers(name, {});
}

TEST(KerasImport, TakesWeightsOnlyAndLegacyFiles) {
  for (const char* name : {"notebook.weights.h5", "notebook.h5", "own_layers.h5"}) expect_answers(name, {});
  KerasImportOptions options;
  options.maxlen = 6;
  expect_answers("plain.weights.h5", options);
}

TEST(KerasImport, DoesNotMindAnOptimizersState) {
  for (const char* name : {"trained.keras", "trained.h5"}) expect_answers(name, {});
}

TEST(KerasImport, row_145_RunningNumbersInNames) {
  // The second and later models of one session: their layers are transformer_block_1, dense_5 and so on.
  const std::string names = golden_keras("trained.h5");
  ASSERT_NE(names.find("transformer_block_1"), std::string::npos);
  for (const char* name : {"trained.keras", "trained.h5", "own_layers.keras", "own_layers.h5"})
    expect_answers(name, {});
}

TEST(KerasImport, row_146_FrozenLayersStoredInAnotherOrder) {
  for (const char* name : {"frozen.keras", "frozen.h5"}) expect_answers(name, {});
}

TEST(KerasImport, TellsWhatTheModelIs) {
  const Classifier notebook = import_bytes(golden_keras("notebook.keras"), "m.keras");
  const EncoderConfig expected{.vocabulary = 12,
                               .maxlen = 6,
                               .embed_dim = 8,
                               .heads = 2,
                               .key_dim = 8,
                               .ff_dim = 4,
                               .blocks = 1,
                               .classes = 3};
  EXPECT_EQ(notebook.config, expected);
  EXPECT_EQ(notebook.labels, (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_EQ(notebook.provenance.origin, "Keras 3.15.1");
  const Classifier own = import_bytes(golden_keras("own_layers.keras"), "m.keras");
  EXPECT_EQ(own.config.blocks, 2);
  EXPECT_EQ(own.config.key_dim, 5);
  EXPECT_EQ(own.config.norm_epsilon, 1e-6F);
  EXPECT_EQ(own.config.dropout, 0.25F);
  EXPECT_EQ(own.config.output, Output::kSigmoid);
}

// The golden file with its metadata or configuration changed.
std::string rewritten(const std::string& name, const std::function<void(KerasArchive&)>& change) {
  const std::string bytes = golden_keras(name);
  KerasArchive archive = read_keras_archive(std::as_bytes(std::span(bytes)), name);
  change(archive);
  std::string changed;
  write_keras_archive(archive, [&](std::string_view piece) { changed += piece; });
  return changed;
}

TEST(KerasImport, MetadataThatCannotBeReadCostsTheVersionOnly) {
  for (const std::string& metadata :
       {std::string("{"), std::string("[]"), std::string(100'000, '[') + std::string(100'000, ']')}) {
    const std::string bytes =
        rewritten("notebook.keras", [&](KerasArchive& archive) { archive.metadata = metadata; });
    EXPECT_EQ(import_bytes(bytes, "m.keras").provenance.origin, "Keras");
  }
}

std::string refusal(const std::string& name, const KerasImportOptions& options = {}) {
  return message_of<Error>([&] { import_bytes(golden_keras(name), name, options); });
}

TEST(KerasImport, HoldsTheUsersWordAgainstTheFile) {
  KerasImportOptions options;
  options.heads = 4;
  EXPECT_EQ(refusal("notebook.weights.h5", options), "notebook.weights.h5: has 2 for --heads, not 4");
  options = {};
  options.maxlen = 7;
  EXPECT_EQ(refusal("notebook.keras", options), "notebook.keras: has 6 for --maxlen, not 7");
  options = {};
  options.mask = true;
  EXPECT_NE(refusal("own_layers.keras", options).find("--mask on"), std::string::npos);
  EXPECT_EQ(refusal("notebook.keras", options), "");  // its blocks may have been called with a mask
  options = {};
  options.labels = {"a", "b"};
  EXPECT_NE(refusal("notebook.keras", options).find("has 3 outputs, but 2 labels"), std::string::npos);
  EXPECT_NE(refusal("plain.weights.h5").find("give --maxlen N"), std::string::npos);
  options = {};
  options.positions = Positions::kSinusoidal;
  EXPECT_NE(refusal("notebook.weights.h5", options).find("weights that no layer takes"), std::string::npos);
}

TEST(KerasImport, row_41_TableMustHaveARowForEveryId) {
  const std::string json =
      R"({"class_name": "Tokenizer", "config": {"num_words": null, "filters": "", "lower": true,
    "split": " ", "char_level": false, "oov_token": null, "word_index":
    "{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":10,\"k\":11,\"l\":12}"}})";
  const std::string bytes = golden_keras("notebook.keras");
  const auto import = [&](const std::string& tokenizer) {
    return message_of<Error>([&] {
      import_keras(std::as_bytes(std::span(bytes)), "m.keras", tokenizer_from_keras_json(tokenizer), {});
    });
  };
  EXPECT_EQ(import(json),
            "m.keras: has an embedding of 12 rows, but the tokenizer gives ids up to 12, which needs 13; "
            "this is not "
            "the tokenizer that the model was trained with");
  std::string limited = json;
  limited.replace(limited.find("null"), 4, "12");
  EXPECT_EQ(import(limited), "");
}

TEST(KerasImport, row_142_TruncatedHdf5) {
  for (const char* name : {"notebook.h5", "notebook.weights.h5"}) {
    const std::string bytes = golden_keras(name);
    for (const std::size_t size : {std::size_t{5}, std::size_t{40}, std::size_t{96}, bytes.size() / 2}) {
      const std::string message = message_of<Error>([&] { import_bytes(bytes.substr(0, size), "m.h5"); });
      EXPECT_TRUE(message.starts_with("m.h5: is truncated: ")) << message;
    }
  }
  const std::string zip = golden_keras("notebook.keras");
  const std::string message =
      message_of<Error>([&] { import_bytes(zip.substr(0, zip.size() / 2), "m.keras"); });
  EXPECT_TRUE(message.starts_with("m.keras: is not a whole .keras archive")) << message;
}

TEST(KerasImport, row_143_NotHdf5AtAll) {
  const std::string pointer =
      "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 12751872\n";
  EXPECT_EQ(
      message_of<Error>([&] { import_bytes(pointer, "m.h5"); }),
      "m.h5: is not an HDF5 file (starts with 'version https://git-'); it is a Git LFS pointer: run git lfs "
      "pull");
  const std::string message =
      message_of<Error>([&] { import_bytes(golden_keras("notebook.keras"), "m.h5"); });
  EXPECT_TRUE(message.starts_with("m.h5: is not an HDF5 file (starts with 'PK")) << message;
  EXPECT_NE(message.find("it is a zip"), std::string::npos);
  EXPECT_EQ(message_of<Error>([&] { import_bytes("", "m.h5"); }), "m.h5: is empty; copy it anew");
}

}  // namespace
}  // namespace taxon
