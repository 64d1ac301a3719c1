#include <random>

#include "cases/cases.h"
#include "model/forged_model.h"

namespace taxon {
namespace {

// A forged model file, and what the program says of it.
struct LoadCase {
  int row;
  const char* name;
  std::string (*bytes)();
  std::string refusal;  // empty: it loads
};
void PrintTo(const LoadCase& load_case, std::ostream* out) {
  *out << load_case.refusal;
}

// The tiny model with the first tensor's shape changed.
std::string with_shape(std::uint64_t rows, std::uint64_t columns) {
  return forged("weights", [&](std::string& bytes) {
    put(bytes, kExtentAt, rows);
    put(bytes, kExtentAt + 8, columns);
  });
}

std::string with_element_type(std::uint32_t type) {
  return forged("weights", [&](std::string& bytes) { put(bytes, kTypeAt, type); });
}

// The version stands in the fixed part of the header, before any checksum.
std::string of_next_version() {
  auto bytes = saved(tiny_model());
  put(bytes, 8, kFormatVersion + 1);
  return bytes;
}

// The tiny model's sections and one more that this program does not know.
std::string with_section(bool required) {
  const TempFile file;
  save_model(tiny_model(), file.path());
  const SectionFile opened(file.path(), kSectionNames);
  std::vector<Section> sections;
  for (const auto name : kSectionNames) {
    const auto bytes = opened.section(name);
    sections.push_back(
        {std::string(name), true, {{reinterpret_cast<const char*>(bytes.data()), bytes.size()}}});
  }
  sections.push_back({"wings", required, {"feathers"}});
  const TempFile winged;
  write_sections(winged.path(), sections);
  return read_file(winged.path());
}

const std::string kVersions = "made by format " + std::to_string(kFormatVersion + 1) +
                              ", this program reads up to " + std::to_string(kFormatVersion);

const std::vector<LoadCase> kRows = {
    {136, "product_wraps_round", [] { return with_shape(4294967297U, 4); }, "does not match its size"},
    {136, "product_wraps_round_64_bits", [] { return with_shape(9223372036854775807U, 2); },
     "does not match its size"},
    {136, "bytes_wrap_round", [] { return with_shape(1ULL << 62U, 1); }, "does not match its size"},
    {137, "another_element_type", [] { return with_element_type(2); }, "element type 2"},
    {139, "newer_version", of_next_version, kVersions},
    {139, "unknown_section_that_is_required", [] { return with_section(true); }, "'wings'"},
    {139, "unknown_section_that_is_not", [] { return with_section(false); }, ""},
};

class Load : public ProgramTest, public testing::WithParamInterface<LoadCase> {};
TEST_P(Load, row) {
  const auto model = write("m.taxon", GetParam().bytes());
  for (const char* command : {"info", "predict"}) {
    const auto outcome = run({command, model});
    if (GetParam().refusal.empty()) {
      EXPECT_EQ(outcome.status, 0) << outcome.err;
    } else {
      expect_refused(outcome, model + ": ");
      expect_refused(outcome, GetParam().refusal);
    }
  }
}
INSTANTIATE_TEST_SUITE_P(, Load, testing::ValuesIn(kRows), RowName());

TEST_F(Load, row_134_cut_anywhere) {
  const auto bytes = saved(tiny_model());
  for (std::size_t n = 0; n < bytes.size(); ++n) ASSERT_NE(loading_error(bytes.substr(0, n)), "") << n;
  const auto half = write("m.taxon", bytes.substr(0, bytes.size() / 2));
  expect_refused(run({"predict", half}), half + ": is a damaged model file");
}

TEST_F(Load, row_134_any_bit_flipped) {
  auto bytes = saved(tiny_model());
  std::mt19937 random(1);
  for (int i = 0; i < 1000; ++i) {
    const std::size_t bit = random() % (bytes.size() * 8);
    const char mask = static_cast<char>(1U << (bit % 8));
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
    ASSERT_NE(loading_error(bytes), "") << "bit " << bit;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
  }
}

}  // namespace
}  // namespace taxon
