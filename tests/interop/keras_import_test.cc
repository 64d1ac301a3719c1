// Models that Keras 3.15.1 saved, imported: they answer as Keras does, or are refused with the reason.
#include "interop/keras_import.h"

#include <gtest/gtest.h>

#include <functional>

#include "base/error.h"
#include "interop/keras_archive.h"
#include "keras_files.h"
#include "model/section_bytes.h"
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

TEST(KerasImport, TakesModelsWithinModels) {
  for (const char* name : {"nested.keras", "nested.h5"}) expect_answers(name, {});
}

// The probability of the second class is the only one that Keras gives.
TEST(KerasImport, OneProbabilityIsTwoClasses) {
  for (const char* name : {"binary.keras", "binary.weights.h5"}) {
    KerasImportOptions options;
    options.output = Output::kSigmoid;
    const Classifier model = import_bytes(golden_keras(name), name, options);
    EXPECT_EQ(model.config.output, Output::kSoftmax);
    EXPECT_EQ(model.labels, (std::vector<std::string>{"0", "1"}));
    const auto answers = golden_answers(name);
    ThreadPool pool(1);
    ClassifierRun run(model, pool);
    int compared = 0;
    for (std::size_t i = 0; i < answers["ids"].size(); ++i) {
      if (answers["ids"][i].back() == 0) continue;  // padded behind
      const std::vector<std::string> text = {text_of_ids(answers["ids"][i])};
      const auto got = run.probabilities(text);
      ASSERT_EQ(got.size(), 2U);
      EXPECT_NEAR(got[1], answers["probabilities"][i][0].get<double>(), kTolerance) << "row " << i;
      ++compared;
    }
    EXPECT_GE(compared, 2);
  }
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

// The file with this text of its configuration replaced, wherever it stands.
std::string refusal_with(const std::string& name, const std::string& from, const std::string& to,
                         const KerasImportOptions& options = {}) {
  const std::string bytes = rewritten(name, [&](KerasArchive& archive) {
    EXPECT_NE(archive.config.find(from), std::string::npos) << from;
    for (std::size_t at = 0; (at = archive.config.find(from, at)) != std::string::npos; at += to.size())
      archive.config.replace(at, from.size(), to);
  });
  return message_of<Error>([&] { import_bytes(bytes, "m.keras", options); });
}

TEST(KerasImport, HoldsLayersAgainstTheirWeights) {
  EXPECT_NE(refusal_with("notebook.keras", "\"units\": 3", "\"units\": 4")
                .find("(Dense) says 4 for its units, its weights say 3"),
            std::string::npos);
  EXPECT_NE(refusal_with("notebook.keras", "\"sequence_length\": 6", "\"sequence_length\": 5")
                .find("(PositionalEmbedding) says 5 for its sequence_length, its weights say 6"),
            std::string::npos);
  EXPECT_EQ(refusal_with("notebook.keras", "\"softmax\"", "\"sigmoid\""), "");
  EXPECT_NE(refusal_with("binary.keras", "\"sigmoid\"", "\"softmax\"").find("which is 1 for every text"),
            std::string::npos);
}

TEST(KerasImport, NamesMissingWeightsByLayer) {
  const std::string message = refusal_with("own_layers.keras", "\"use_bias\": false", "\"use_bias\": true");
  EXPECT_NE(message.find("m.keras: lacks the weights of layer 'multi_head_attention"), std::string::npos);
  EXPECT_NE(message.find(": query bias, key bias, value bias, output bias; layer 'dense"), std::string::npos)
      << message;
}

TEST(KerasImport, HoldsTheUsersWordAgainstTheFile) {
  KerasImportOptions options;
  options.heads = 4;
  EXPECT_EQ(refusal("notebook.weights.h5", options), "notebook.weights.h5: has 2 for --heads, not 4");
  options = {};
  options.maxlen = 7;
  EXPECT_EQ(refusal("notebook.keras", options), "notebook.keras: has positions for 6 ids, but --maxlen is 7");
  EXPECT_EQ(refusal("own_layers.keras", options), "own_layers.keras: has 6 for --maxlen, not 7");
  options.maxlen = 5;
  EXPECT_EQ(refusal("own_layers.keras", options), "own_layers.keras: has 6 for --maxlen, not 5");
  EXPECT_EQ(refusal("notebook.keras", options), "");  // its input takes any length that has positions
  options = {};
  options.dropout = 0.25F;
  EXPECT_EQ(refusal("notebook.keras", options),
            "notebook.keras: has another dropout than --dropout says; leave it out");
  EXPECT_EQ(refusal("own_layers.keras", options), "");
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

// A zip of members that hold nothing.
std::string zip_of(const std::vector<std::string>& names) {
  std::string zip, directory;
  const auto header = [](const std::string& signature, std::size_t zeros, const std::string& name) {
    std::string bytes = signature + std::string(zeros, '\0');
    append<std::uint16_t>(bytes, static_cast<std::uint16_t>(name.size()));
    return bytes;
  };
  for (const std::string& name : names) {
    directory += header("PK\x01\x02", 24, name) + std::string(12, '\0');
    append<std::uint32_t>(directory, static_cast<std::uint32_t>(zip.size()));
    directory += name;
    zip += header("PK\x03\x04", 22, name) + std::string(2, '\0') + name;
  }
  const auto start = static_cast<std::uint32_t>(zip.size());
  const auto count = static_cast<std::uint16_t>(names.size());
  zip += directory + "PK\x05\x06" + std::string(4, '\0');
  append(zip, count);
  append(zip, count);
  append<std::uint32_t>(zip, static_cast<std::uint32_t>(directory.size()));
  append(zip, start);
  return zip + std::string(2, '\0');
}

TEST(KerasImport, BoundsTheMembersOfAZip) {
  const auto refused = [](const std::vector<std::string>& names) {
    return message_of<Error>([&] { import_bytes(zip_of(names), "m.keras"); });
  };
  EXPECT_NE(refused({"config.json", "other"}).find("has no config.json (it has 'config.json', 'other')"),
            std::string::npos);
  EXPECT_EQ(refused({"config.json", "other", "config.json"}), "m.keras: has 'config.json' twice");
  EXPECT_EQ(refused(std::vector<std::string>(1001, "other")), "m.keras: has too many members");
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

// Every bit of a zip's members is under a checksum; of what is around them not every bit counts.
TEST(KerasImport, OutlivesAFlippedBit) {
  const std::string whole = golden_keras("notebook.keras");
  int refused = 0;
  for (std::size_t i = 0; i < 60; ++i) {
    std::string bytes = whole;
    const std::size_t place = i * 977 * 41 % bytes.size();
    bytes[place] = static_cast<char>(static_cast<unsigned char>(bytes[place]) ^ (1U << (i % 8)));
    const std::string message = message_of<Error>([&] { import_bytes(bytes, "m.keras"); });
    if (message.empty()) continue;
    EXPECT_TRUE(message.starts_with("m.keras: ")) << message;
    ++refused;
  }
  EXPECT_GT(refused, 30);
}

TEST(KerasImport, row_143_NotHdf5AtAll) {
  const std::string pointer =
      "version https://git-lfs.github.com/spec/v1\noid sha256:" + std::string(64, 'a') + "\nsize 12751872\n";
  EXPECT_EQ(
      message_of<Error>([&] { import_bytes(pointer, "m.h5"); }),
      "m.h5: is not an HDF5 file (starts with 'version https://git-'); it is a Git LFS pointer: run git lfs "
      "pull");
  EXPECT_NE(message_of<Error>([&] {
              import_bytes("{}", "m.keras");
            }).find("it is JSON: give the file of model.save()"),
            std::string::npos);
  const std::string message =
      message_of<Error>([&] { import_bytes(golden_keras("notebook.keras"), "m.h5"); });
  EXPECT_TRUE(message.starts_with("m.h5: is not an HDF5 file (starts with 'PK")) << message;
  EXPECT_NE(message.find("it is a zip"), std::string::npos);
  EXPECT_EQ(message_of<Error>([&] { import_bytes("", "m.h5"); }), "m.h5: is empty; copy it anew");
}

}  // namespace
}  // namespace taxon
