#pragma once

#include <array>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/changed_sections.h"
#include "model/model_file.h"
#include "model/section_file.h"
#include "model/temp_file.h"
#include "model/tiny_model.h"

// Bytes of model files, whole and spoilt, and what loading them says.
namespace taxon {

inline constexpr std::array<std::string_view, 5> kSectionNames = {"options", "vocabulary", "labels",
                                                                  "weights", "provenance"};

// Offsets of the first tensor's entry in the weights section: count, then name size, type, rank, extents.
inline constexpr std::size_t kTypeAt = 12, kRankAt = 16, kExtentAt = 20;

inline std::string saved(const Classifier& model) {
  const TempFile file;
  save_model(model, file.path());
  return read_file(file.path());
}

// The message of the refusal, "" where the bytes load.
inline std::string loading_error(const std::string& bytes) {
  const TempFile file;
  write_plainly(file.path(), bytes);
  auto message = message_of<Error>([&] { load_model(file.path()); });
  if (!message.empty()) {
    EXPECT_TRUE(message.starts_with(file.path() + ": ")) << message;
  }
  return message;
}

// The bytes of a tiny model with one section changed.
inline std::string forged(const std::string& section, const std::function<void(std::string&)>& change) {
  return changed(tiny_model(), [&](Contents& contents) { change(contents.at(section)); });
}

template <class T>
void put(std::string& bytes, std::size_t offset, T value) {
  std::memcpy(bytes.data() + offset, &value, sizeof(value));
}

}  // namespace taxon
