#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "cli/program.h"

// Tests named by the rows of a list of trouble inputs: the smallest input of a kind of fault that people met
// in programs like this one, with its right outcome. Tests are called row_NUMBER_what, so that
// `ctest -R row_37_` runs those of row 37; all_rows_test.cc holds the list of rows that must have one.
namespace taxon {

// Names the tests of a table, whose entries have the members `row` and `name`.
struct RowName {
  template <class Entry>
  std::string operator()(const testing::TestParamInfo<Entry>& info) const {
    return "row_" + std::to_string(info.param.row) + "_" + info.param.name;
  }
};

// A sanitizer multiplies a program's memory, so that a limit means nothing under one.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
inline constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
inline constexpr bool kSanitized = false;
#endif

inline void expect_memory_below(std::int64_t bytes, const Outcome& outcome) {
  if (!kSanitized) {
    EXPECT_LT(outcome.peak_bytes, bytes);
  }
}

}  // namespace taxon
