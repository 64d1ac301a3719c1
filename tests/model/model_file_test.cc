#include "model/model_file.h"

#include <gtest/gtest.h>

#include <array>
#include <cinttypes>
#include <cstdio>
#include <fstream>

#include "base/error.h"
#include "model/forged_model.h"

namespace taxon {
namespace {

void replace(std::string& text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  ASSERT_NE(at, std::string::npos) << what;
  text.replace(at, what.size(), by);
}

TEST(ModelFile, RoundTrip) {
  const auto model = tiny_model();
  const TempFile file;
  save_model(model, file.path());
  const auto loaded = load_model(file.path());
  EXPECT_EQ(loaded.tokenizer.options(), model.tokenizer.options());
  EXPECT_EQ(loaded.truncating, model.truncating);
  EXPECT_EQ(loaded.config, model.config);
  EXPECT_EQ(loaded.labels, model.labels);
  EXPECT_TRUE(std::equal(loaded.networks.front().values().begin(), loaded.networks.front().values().end(),
                         std::as_const(model.networks.front()).values().begin(),
                         std::as_const(model.networks.front()).values().end()));
  auto expected = model.provenance;
  expected.options[1].second = "\uFFFD";  // JSON text cannot hold the lone byte FF
  EXPECT_EQ(loaded.provenance, expected);
}

// The name of the file that is mapped at an address; empty where none is.
std::string file_mapped_at(const void* address) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::uintptr_t begin = 0, end = 0;
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR, &begin, &end) != 2) continue;
    const auto at = reinterpret_cast<std::uintptr_t>(address);
    if (begin <= at && at < end)
      return line.find('/') == std::string::npos ? "" : line.substr(line.find('/'));
  }
  return "";
}

TEST(ModelFile, WeightsAndWordsAreUsedWhereTheyStand) {
  const TempFile file;
  save_model(tiny_model(), file.path());
  const auto loaded = load_model(file.path());
  EXPECT_EQ(file_mapped_at(loaded.networks.front().values().data()), file.path());
  EXPECT_EQ(file_mapped_at(loaded.tokenizer.vocabulary().word(2).data()), file.path());
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(loaded.networks.front().values().data()) % 64, 0U);
}

TEST(ModelFile, LoadedModelEncodesAsBefore) {
  const auto model = tiny_model();
  const TempFile file;
  save_model(model, file.path());
  const auto loaded = load_model(file.path());
  for (const char* text : {"river bank größe", "one three zzz", "", "!!! river"}) {
    EXPECT_EQ(loaded.tokenizer.encode(text), model.tokenizer.encode(text)) << text;
  }
}

TEST(ModelFile, SavingWhatWasLoadedGivesTheSameBytes) {
  const TempFile file;
  save_model(tiny_model(), file.path());
  auto model = load_model(file.path());
  EXPECT_EQ(saved(model), read_file(file.path()));
}

TEST(ModelFile, KeepsOnlyTheWordsThatHaveAnId) {
  const auto bytes = saved(tiny_model());
  EXPECT_NE(bytes.find("river"), std::string::npos);
  EXPECT_EQ(bytes.find("three"), std::string::npos);  // the tokenizer's eighth word of six ids
}

TEST(ModelFile, RefusesAbsurdTables) {
  EXPECT_NE(loading_error(forged("weights", [](std::string& b) { put<std::uint32_t>(b, kRankAt, ~0U); })),
            "");
  EXPECT_NE(loading_error(forged("weights", [](std::string& b) { put<std::uint64_t>(b, 0, ~0ULL); })), "");
  EXPECT_NE(loading_error(forged("weights", [](std::string& b) { b.pop_back(); })), "");
  EXPECT_NE(loading_error(forged("weights", [](std::string& b) { b.clear(); })), "");
  for (const char* list : {"vocabulary", "labels"}) {
    EXPECT_NE(loading_error(forged(list, [](std::string& b) { put<std::uint64_t>(b, 0, ~0ULL); })), "");
    EXPECT_NE(loading_error(forged(list, [](std::string& b) { put<std::uint64_t>(b, 0, 1); })), "");
    EXPECT_NE(loading_error(forged(list, [](std::string& b) { put<std::uint64_t>(b, 8, ~0ULL); })), "");
    EXPECT_NE(loading_error(forged(list, [](std::string& b) { b += "x"; })), "");
    EXPECT_NE(loading_error(forged(list, [](std::string& b) { b.clear(); })), "");
  }
}

TEST(ModelFile, RefusesWeightsThatAreNotNumbers) {
  const auto message = loading_error(forged("weights", [](std::string& bytes) {
    put(bytes, bytes.size() - sizeof(float), std::numeric_limits<float>::quiet_NaN());
  }));
  EXPECT_NE(message.find("not a number"), std::string::npos) << message;
}

TEST(ModelFile, RefusesOptionsThatDoNotFitTheWeights) {
  const std::array<std::array<const char*, 2>, 7> changes = {{{"\"vocabulary\": 6", "\"vocabulary\": 5"},
                                                              {"\"classes\": 4", "\"classes\": 3"},
                                                              {"\"heads\": 2", "\"heads\": -2"},
                                                              {"\"heads\": 2", "\"heads\": 1e300"},
                                                              {"\"heads\": 2", "\"heads\": \"2\""},
                                                              {"\"maxlen\"", "\"minlen\""},
                                                              {"learned", "guessed"}}};
  for (const auto& change : changes) {
    const auto message =
        loading_error(forged("options", [&](std::string& text) { replace(text, change[0], change[1]); }));
    EXPECT_NE(message, "") << change[1];
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
  EXPECT_NE(loading_error(forged("options", [](std::string& text) { text = std::string(150000, '['); })), "");
}

TEST(ModelFile, LoadsWithoutProvenance) {
  const TempFile file;
  save_model(tiny_model(), file.path());
  std::vector<Section> sections;
  const auto bytes = read_file(file.path());
  const TempFile shorter;
  {
    const SectionFile opened(file.path(), kSectionNames);
    for (const auto name : kSectionNames) {
      if (name == "provenance") continue;
      const auto part = opened.section(name);
      sections.push_back(
          {std::string(name), true, {{reinterpret_cast<const char*>(part.data()), part.size()}}});
    }
    write_sections(shorter.path(), sections);
  }
  EXPECT_EQ(load_model(shorter.path()).provenance, Provenance{});
}

}  // namespace
}  // namespace taxon
