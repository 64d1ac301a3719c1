#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <random>

#include "base/files.h"
#include "model/model_file.h"
#include "model/temp_file.h"
#include "model/tiny_model.h"

namespace taxon {
namespace {

// Saves one model and the other over it until it is killed.
[[noreturn]] void save_for_ever(const std::string& path, const Classifier& one, const Classifier& other) {
  for (;;) {
    save_model(one, path);
    save_model(other, path);
  }
}

TEST(SaveModel, KilledAtAnyMomentLeavesOneOfTheTwoModels) {
  const Classifier one = tiny_model();
  Classifier other = tiny_model();
  other.provenance.seed = 1;
  const TempFile file, one_file, other_file;
  save_model(one, one_file.path());
  save_model(other, other_file.path());
  const auto one_bytes = read_file(one_file.path()), other_bytes = read_file(other_file.path());
  save_model(one, file.path());

  std::mt19937 random(3);
  for (int round = 0; round < 50; ++round) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) save_for_ever(file.path(), one, other);
    usleep(static_cast<useconds_t>(random() % 20000));
    kill(child, SIGKILL);
    ASSERT_EQ(waitpid(child, nullptr, 0), child);
    load_model(file.path());
    const auto bytes = read_file(file.path());
    EXPECT_TRUE(bytes == one_bytes || bytes == other_bytes) << "round " << round;
  }
  // Fifty killed runs leave one .part file at most, and the next save takes it away.
  save_model(one, file.path());
  EXPECT_FALSE(std::filesystem::exists(file.path() + ".part"));
}

}  // namespace
}  // namespace taxon
