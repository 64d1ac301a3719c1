// A model in a process that was forked off, where the threads of its team are not.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <optional>
#include <thread>

#include "api/api_data.h"
#include "sanitized.h"

namespace taxon {
namespace {

// Whether `body` gives true in a child; one that hangs is ended.
template <class Body>
bool true_in_child(const Body& body) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    _exit(body() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

class Fork : public testing::Test {
 protected:
  Fork() {
    // At work once, so that there are threads that do not come along.
    if (!kThreadSanitized) expected_ = model_->probabilities(texts_);
  }
  void SetUp() override {
    if (kThreadSanitized) GTEST_SKIP() << "ThreadSanitizer cannot follow a fork among threads";
  }

  const std::vector<std::string> texts_ = std::vector<std::string>(70, "the goalie made 3 saves on the ice");
  std::optional<Model> model_ = small_model();
  std::vector<float> expected_;
};

TEST_F(Fork, AChildGoesOnAndFrees) {
  EXPECT_TRUE(true_in_child([&] {
    const bool same = model_->probabilities(texts_) == expected_;
    model_.reset();
    return same;
  }));
  EXPECT_EQ(model_->probabilities(texts_), expected_);
}

TEST_F(Fork, AChildThatOnlyFrees) {
  EXPECT_TRUE(true_in_child([&] {
    model_.reset();
    return true;
  }));
}

TEST_F(Fork, WhileOthersClassify) {
  if (kSanitized) GTEST_SKIP() << "a fork may leave the locks of a sanitizer's allocator held in the child";
  std::atomic<bool> over{false};
  std::vector<std::thread> others;
  for (int t = 0; t < 3; ++t) {
    others.emplace_back([&] {
      while (!over) model_->classify(texts_.front());
    });
  }
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(true_in_child([&] { return model_->probabilities(texts_) == expected_; }));
  }
  over = true;
  for (auto& other : others) other.join();
}

}  // namespace
}  // namespace taxon
