#pragma once

#include <fmt/core.h>

#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"

namespace taxon {

// Which of the choices the value is. Throws Error with `usage` where it is none.
template <class T>
T chosen(const std::string& value, const std::map<std::string, T>& choices, const char* usage) {
  const auto choice = choices.find(value);
  if (choice == choices.end()) throw Error(usage);
  return choice->second;
}

inline bool mask_of(const std::string& value, const char* usage) {
  return chosen<bool>(value, {{"on", true}, {"off", false}}, usage);
}

// What main() of a bench program returns: runs run(arguments); an exception is one line and status 2.
int run_program(const char* name, int count, char** values, const auto& run) {
  try {
    run(std::vector<std::string>(values + 1, values + count));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}: {}\n", name, error.what());
    return 2;
  }
}

}  // namespace taxon
