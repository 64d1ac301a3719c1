#include "fuzz.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/utf8.h"

namespace taxon {
namespace {

struct ScratchFolder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("taxon_fuzz_" + std::to_string(::getpid()));

  ScratchFolder() { std::filesystem::create_directories(path); }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
};

}  // namespace

void promise_broken(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, condition);
  std::abort();
}

void require_one_line(const Error& error) {
  const std::string_view text = error.what();
  FUZZ_REQUIRE(!text.empty() && first_bad_utf8(text) == std::string_view::npos);
  FUZZ_REQUIRE(std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  }));
}

std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

unsigned take_byte(std::string_view& bytes) {
  if (bytes.empty()) return 0;
  const auto byte = static_cast<unsigned char>(bytes.front());
  bytes.remove_prefix(1);
  return byte;
}

std::vector<std::string_view> parts_between(std::string_view bytes, std::string_view separator) {
  std::vector<std::string_view> parts;
  for (std::size_t end = bytes.find(separator); end != std::string_view::npos; end = bytes.find(separator)) {
    parts.push_back(bytes.substr(0, end));
    bytes.remove_prefix(end + separator.size());
  }
  parts.push_back(bytes);
  return parts;
}

std::string scratch_path(const std::string& name) {
  static const ScratchFolder folder;
  return folder.path / name;
}

std::string write_scratch(const std::string& name, std::string_view bytes) {
  const std::string path = scratch_path(name);
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

}  // namespace taxon
