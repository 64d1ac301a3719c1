#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace taxon {

// A part of tests/golden/linear.json; make_linear_golden.py beside it says what is in it.
inline const nlohmann::json& linear_golden(const char* part) {
  static const nlohmann::json all = [] {
    std::ifstream file(std::string(TAXON_SOURCE_DIR) + "/tests/golden/linear.json");
    return nlohmann::json::parse(file);
  }();
  EXPECT_FALSE(all.at(part).empty());
  return all.at(part);
}

}  // namespace taxon
