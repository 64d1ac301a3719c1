#pragma once

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "newsgroups_archive.h"

namespace taxon {

// For tests of the notebook's model as Keras trained it, a folder of notebook.keras, tokenizer.json.gz,
// valid_probabilities.npy and metrics.json: TAXON_KERAS names it, or it stands in data/keras or
// ../shared/keras. Skipped, loudly, where this machine has none, or no 20 Newsgroups.
class KerasSharedTest : public NewsgroupsTest {
 protected:
  void SetUp() override {
    NewsgroupsTest::SetUp();
    if (IsSkipped()) return;
    const char* named = std::getenv("TAXON_KERAS");
    const std::string root = TAXON_SOURCE_DIR;
    for (const std::string& folder :
         {std::string(named ? named : ""), root + "/data/keras", root + "/../shared/keras"}) {
      if (!folder_.empty() || folder.empty() || !std::filesystem::exists(folder + "/notebook.keras"))
        continue;
      folder_ = folder;
    }
    if (!folder_.empty()) return;
    std::fputs(
        "NOT TESTED: no folder of the notebook's model as Keras trained it in data/keras or named by "
        "TAXON_KERAS\n",
        stderr);
    GTEST_SKIP() << "no model of Keras on this machine";
  }

  std::string folder_;
};

}  // namespace taxon
