#include "cli/read_ahead.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

#include "base/error.h"
#include "cli/input.h"

namespace taxon {
namespace {

// A pipe whose reading end ReadAhead opens by its name in /proc, as a file that grows.
class ReadAheadTest : public testing::Test {
 protected:
  ReadAheadTest() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    read_end_ = ends[0];
    write_end_ = ends[1];
    settings_.file = "/proc/self/fd/" + std::to_string(read_end_);
  }
  ~ReadAheadTest() override {
    close(read_end_);
    finish_input();
  }

  void type(const std::string& bytes) const {
    ASSERT_EQ(::write(write_end_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }
  void finish_input() {
    if (write_end_ >= 0) close(std::exchange(write_end_, -1));
  }

  Settings settings_;
  int write_end_ = -1;

 private:
  int read_end_ = -1;
};

using Texts = std::vector<std::string>;

TEST_F(ReadAheadTest, HandsOutWhatIsThere) {
  ReadAhead input(open_feed(settings_, {}));
  TextBatch batch;
  for (const std::string line : {"one", "two"}) {
    type(line + "\n");
    ASSERT_TRUE(input.next(batch));
    EXPECT_EQ(batch.texts, Texts{line});
  }
  type("three");
  finish_input();
  ASSERT_TRUE(input.next(batch));
  EXPECT_EQ(batch.texts, Texts{"three"});
  EXPECT_FALSE(input.next(batch));
  EXPECT_FALSE(input.next(batch));
}

TEST_F(ReadAheadTest, NeedNotSeeTheInputsEnd) {
  type("one\n");
  ReadAhead input(open_feed(settings_, {}));
  TextBatch batch;
  ASSERT_TRUE(input.next(batch));
}  // ends while its thread waits for bytes that never come

TEST_F(ReadAheadTest, KeepsTheOrderInGroupsOfLimitedSize) {
  std::thread typist([this] {
    for (int i = 0; i < 50000; ++i) type(std::to_string(i) + "\n");
    finish_input();
  });
  ReadAhead input(open_feed(settings_, {}));
  TextBatch batch;
  int expected = 0;
  std::size_t largest = 0;
  while (input.next(batch)) {
    largest = std::max(largest, batch.size());
    for (const auto& text : batch.texts) ASSERT_EQ(text, std::to_string(expected++));
  }
  typist.join();
  EXPECT_EQ(expected, 50000);
  EXPECT_LE(largest, ReadAhead::kGroupTexts);
}

TEST_F(ReadAheadTest, LongTextsMakeSmallGroups) {
  const std::string text(ReadAhead::kGroupBytes / 3, 'a');
  std::thread typist([&] {
    for (int i = 0; i < 20; ++i) type(text + "\n");
    finish_input();
  });
  ReadAhead input(open_feed(settings_, {}));
  TextBatch batch;
  std::size_t count = 0;
  for (; input.next(batch); count += batch.size()) EXPECT_LE(batch.size(), 4U);
  typist.join();
  EXPECT_EQ(count, 20U);
}

// An endless input must not fill the memory while the caller is busy.
TEST_F(ReadAheadTest, ReadsNoFurtherAheadThanItsLimit) {
  ASSERT_EQ(fcntl(write_end_, F_SETFL, O_NONBLOCK), 0);
  ReadAhead input(open_feed(settings_, {}));
  const std::string line(999, 'a');
  std::size_t taken = 0;
  // It has stopped reading when nothing is taken for a tenth of a second.
  for (int idle = 0; idle < 10; ++idle) {
    ssize_t n = 0;
    for (; (n = ::write(write_end_, (line + "\n").data(), line.size() + 1)) > 0; idle = 0)
      taken += static_cast<std::size_t>(n);
    usleep(10000);
    ASSERT_LT(taken, 4 * ReadAhead::kGroupBytes);
  }
  EXPECT_GT(taken, ReadAhead::kGroupBytes);
}

TEST_F(ReadAheadTest, BadBytesComeAfterTheTextsBefore) {
  ReadAhead input(open_feed(settings_, {}));
  type("one\ncaf\xE9\ntwo\n");
  TextBatch batch;
  ASSERT_TRUE(input.next(batch));
  EXPECT_EQ(batch.texts, Texts{"one"});
  EXPECT_THROW(input.next(batch), Error);
}

TEST(TextInput, RefusesALineThatDoesNotEnd) {
  Settings settings;
  settings.file = "/dev/zero";
  for (const auto kind : {InputKind::kLines, InputKind::kText}) {
    settings.input = kind;
    Texts texts;
    try {
      TextInput(settings).next(texts);
      ADD_FAILURE() << "read /dev/zero to its end";
    } catch (const Error& error) {
      const std::string place = kind == InputKind::kLines ? "/dev/zero:1: " : "/dev/zero: ";
      EXPECT_TRUE(std::string(error.what()).starts_with(place + "a text of more than 64 MB")) << error.what();
    }
  }
}

}  // namespace
}  // namespace taxon
