#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/model_file.h"
#include "model/section_file.h"
#include "model/temp_file.h"

namespace taxon {

using Contents = std::map<std::string, std::string>;

// Of any model.
inline constexpr std::array<std::string_view, 11> kAllSectionNames = {
    "options",        "vocabulary", "labels",     "weights", "more weights", "linear features",
    "linear weights", "joint",      "thresholds", "icu",     "provenance"};

// The bytes of the model's file with its sections changed and all checksums right.
inline std::string changed(const Classifier& model, const std::function<void(Contents&)>& change) {
  const TempFile file;
  save_model(model, file.path());
  Contents contents;
  {
    const SectionFile opened(file.path(), kAllSectionNames);
    for (const auto name : kAllSectionNames) {
      if (!opened.has(name)) continue;
      const auto bytes = opened.section(name);
      contents[std::string(name)] = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
  }
  change(contents);
  std::vector<Section> sections;
  for (const auto& [name, bytes] : contents) sections.push_back({name, true, {bytes}});
  write_sections(file.path(), sections);
  return read_file(file.path());
}

// What loading such a file says; empty: nothing.
inline std::string error_after(const Classifier& model, const std::function<void(Contents&)>& change) {
  const TempFile file;
  write_plainly(file.path(), changed(model, change));
  return message_of<Error>([&] { load_model(file.path()); });
}

}  // namespace taxon
