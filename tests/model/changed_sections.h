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

// What loading says of the model's file with its sections changed and all checksums right; empty: nothing.
inline std::string error_after(const Classifier& model, const std::function<void(Contents&)>& change) {
  constexpr std::array<std::string_view, 7> kNames = {"options",    "vocabulary", "labels",    "weights",
                                                      "thresholds", "icu",        "provenance"};
  const TempFile file;
  save_model(model, file.path());
  Contents contents;
  {
    const SectionFile opened(file.path(), kNames);
    for (const auto name : kNames) {
      if (!opened.has(name)) continue;
      const auto bytes = opened.section(name);
      contents[std::string(name)] = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
  }
  change(contents);
  std::vector<Section> sections;
  for (const auto& [name, bytes] : contents) sections.push_back({name, true, {bytes}});
  write_sections(file.path(), sections);
  return message_of<Error>([&] { load_model(file.path()); });
}

}  // namespace taxon
