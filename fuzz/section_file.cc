// The container of model files: whatever opens hands out sections that lie in the file, and these, written
// anew, read back as the same. Bytes are tried as they come and, since no fuzzer guesses a checksum, once
// more with every checksum put right.
#include "model/section_file.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "fuzz.h"

namespace taxon {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"options", "vocabulary", "one", "two"};

// Places in the file, from docs/model-file.md.
constexpr std::size_t kSectionsAt = 12, kFileSizeAt = 16, kHeaderSumAt = 24, kHeaderSize = 64;
constexpr std::size_t kEntrySize = 64, kOffsetAt = 32, kLengthAt = 40, kSumAt = 48;

template <class T>
T number_at(const std::string& bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

void put(std::string& bytes, std::size_t at, std::uint64_t value) {
  std::memcpy(bytes.data() + at, &value, sizeof(value));
}

std::string with_right_sums(std::string_view raw) {
  std::string bytes(raw);
  if (bytes.size() < kHeaderSize) return bytes;
  const auto count = std::min<std::size_t>(number_at<std::uint32_t>(bytes, kSectionsAt),
                                           (bytes.size() - kHeaderSize) / kEntrySize);
  for (std::size_t entry = kHeaderSize; entry < kHeaderSize + count * kEntrySize; entry += kEntrySize) {
    const auto offset = number_at<std::uint64_t>(bytes, entry + kOffsetAt);
    const auto length = number_at<std::uint64_t>(bytes, entry + kLengthAt);
    if (offset > bytes.size() || length > bytes.size() - offset) continue;
    put(bytes, entry + kSumAt, XXH3_64bits(bytes.data() + offset, length));
  }
  put(bytes, kFileSizeAt, bytes.size());
  put(bytes, kHeaderSumAt, 0);
  put(bytes, kHeaderSumAt, XXH3_64bits(bytes.data(), kHeaderSize + count * kEntrySize));
  return bytes;
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void check_opened(const SectionFile& opened, std::string_view bytes) {
  std::vector<Section> sections;
  for (const auto name : kNames) {
    const auto section = accepted([&] { return opened.section(name); });
    FUZZ_REQUIRE(section.has_value() == opened.has(name));
    if (!section) continue;
    FUZZ_REQUIRE(section->empty() || bytes.find(text_of(*section)) != std::string_view::npos);
    sections.push_back({.name = std::string(name), .required = true, .pieces = {text_of(*section)}});
  }
  const std::string copy = scratch_path("copy");
  write_sections(copy, sections);
  const SectionFile again(copy, kNames);
  for (const auto& section : sections)
    FUZZ_REQUIRE(text_of(again.section(section.name)) == section.pieces[0]);
}

void check(std::string_view bytes) {
  const std::string path = write_scratch("file", bytes);
  if (const auto opened = accepted([&] { return SectionFile(path, kNames); })) check_opened(*opened, bytes);
}

}  // namespace
}  // namespace taxon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = taxon::as_text(data, size);
  taxon::check(bytes);
  taxon::check(taxon::with_right_sums(bytes));
  return 0;
}
