#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "data/download.h"

namespace taxon {

// For tests that need the 20 Newsgroups archive: skipped, loudly, where this machine has none.
class NewsgroupsTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto found = locate_20newsgroups(TAXON_SOURCE_DIR);
    if (found) {
      archive_ = *found;
      return;
    }
    std::fputs(
        "NOT TESTED: no 20news-bydate.tar.gz in data/ or named by TAXON_20NEWS; get it with\n"
        "  taxon dataset 20newsgroups --out data/20news-bydate.tar.gz\n",
        stderr);
    GTEST_SKIP() << "no 20 Newsgroups archive on this machine";
  }

  std::string archive_;
};

}  // namespace taxon
