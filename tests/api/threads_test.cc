// One model, many threads: what the headers promise, under ThreadSanitizer too.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "api/api_data.h"
#include "taxon/error.h"
#include "taxon/taxon.h"

namespace taxon {
namespace {

constexpr int kThreads = 8, kRounds = 25;

template <class Body>
void in_threads(const Body& body) {
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) threads.emplace_back([&body, t] { body(t); });
  for (auto& thread : threads) thread.join();
}

TEST(Threads, SharedModelAnswersTheSameBitsToAll) {
  const Model model = Model::from_bytes(small_model().bytes(), {{"threads", "2"}});
  const std::vector<std::string> texts = {"goalie on the ice", "rocket", "orbit 3 ice", "", "unheard"};
  std::vector<std::vector<float>> expected;
  const Model judge = Model::from_bytes(model.bytes(), {{"threads", "1"}});
  for (const auto& text : texts) expected.push_back(judge.probabilities({&text, 1}));
  std::atomic<int> wrong{0};
  in_threads([&](int t) {
    const Model copy = model;
    for (int round = 0; round < kRounds; ++round) {
      const auto i = static_cast<std::size_t>(t + round) % texts.size();
      if (copy.probabilities({&texts[i], 1}) != expected[i]) ++wrong;
      if (model.tokens(texts[i]).size() != judge.tokens(texts[i]).size()) ++wrong;
      if (model.info_json().empty()) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
}

TEST(Threads, OneCallersBadTextIsNobodyElsesTrouble) {
  const Model model = small_model();
  std::atomic<int> refused{0}, answered{0};
  in_threads([&](int t) {
    for (int round = 0; round < kRounds; ++round) {
      try {
        model.classify(t % 2 == 0 ? "goalie" : "\xff");
        ++answered;
      } catch (const Error&) {
        ++refused;
      }
    }
  });
  EXPECT_EQ(refused, kThreads / 2 * kRounds);
  EXPECT_EQ(answered, kThreads / 2 * kRounds);
}

TEST(Threads, LargeAndSmallBatchesMix) {
  const Model model = small_model();
  const std::vector<std::string> many(1500, "rocket in orbit");
  const auto alone = model.probabilities({many.data(), 1});
  std::atomic<int> wrong{0};
  in_threads([&](int t) {
    const std::size_t count = t == 0 ? many.size() : static_cast<std::size_t>(t) * 100;
    const auto values = model.probabilities({many.data(), count});
    for (std::size_t i = 0; i < values.size(); ++i) wrong += values[i] == alone[i % 2] ? 0 : 1;
  });
  EXPECT_EQ(wrong, 0);
}

// Without slices the first of the few would wait for all of the many.
TEST(Threads, AFewTextsNeedNotWaitForMany) {
  const Model model = small_model();
  const std::vector<std::string> many(40 * 1024, "the rocket reached orbit 3");
  std::atomic<bool> begun{false}, done{false};
  std::thread other([&] {
    begun = true;
    model.probabilities(many);
    done = true;
  });
  while (!begun) std::this_thread::yield();
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(model.classify("the goalie made 3 saves on the ice").label, "hockey");
  EXPECT_FALSE(done);
  other.join();
}

TEST(Threads, TrainingsRunSideBySide) {
  const std::string expected = small_model().bytes();
  std::vector<std::string> made(2);
  std::thread other([&] { made[0] = small_model().bytes(); });
  made[1] = small_model().bytes();
  other.join();
  EXPECT_EQ(made[0], expected);
  EXPECT_EQ(made[1], expected);
}

TEST(Threads, EachThreadHasItsOwnLastError) {
  std::atomic<int> wrong{0};
  in_threads([&](int t) {
    const std::string path = "missing-" + std::to_string(t);
    for (int round = 0; round < kRounds; ++round) {
      if (taxon_load(path.c_str(), 1) != nullptr) ++wrong;
      if (std::string(taxon_last_error()).find(path + ":") != 0) ++wrong;
    }
  });
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace taxon
