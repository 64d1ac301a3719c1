#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace taxon {

// A part of tests/golden/linear.json or another file there; the script beside it says what is in it.
inline const nlohmann::json& linear_golden(const char* part, const std::string& file = "linear.json") {
  static std::map<std::string, nlohmann::json> files;
  auto& all = files[file];
  if (all.is_null()) {
    std::ifstream stream(std::string(TAXON_SOURCE_DIR) + "/tests/golden/" + file);
    all = nlohmann::json::parse(stream);
  }
  EXPECT_FALSE(all.at(part).empty());
  return all.at(part);
}

}  // namespace taxon
