#include "data/byte_source.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <thread>

#include "data/test_files.h"

namespace taxon {
namespace {

// Bytes that do not shrink much, of several pieces.
std::string long_bytes() {
  std::string bytes;
  for (unsigned i = 0; bytes.size() < 700000; ++i) bytes += std::to_string(i * 2654435761U) + "\n";
  return bytes;
}

class ByteSourceTest : public testing::Test {
 protected:
  std::string refusal(const std::string& bytes) {
    const std::string path = folder_.write("x", bytes);
    const std::string message = error_of([&] { read_unpacked(path); });
    EXPECT_TRUE(message.empty() || message.starts_with(path + ": ")) << message;
    return message;
  }
  TempFolder folder_;
};

TEST_F(ByteSourceTest, TellsThePackingByTheFirstBytes) {
  for (const auto& bytes : {std::string("label\n"), long_bytes(), std::string("a"), std::string()}) {
    EXPECT_EQ(read_unpacked(folder_.write("plain", bytes)), bytes);
    EXPECT_EQ(read_unpacked(folder_.write("no-ending", gzip(bytes))), bytes);
    EXPECT_EQ(read_unpacked(folder_.write("named.csv", zstd(bytes))), bytes);
  }
  // What only begins as a packed file does is text.
  for (const std::string bytes : {"(", "\x1F", "\x28\xB5\x2F", "(a)"}) {
    EXPECT_EQ(read_unpacked(folder_.write("text", bytes)), bytes);
  }
}

TEST_F(ByteSourceTest, ReadsPartsOneBehindTheOther) {
  EXPECT_EQ(read_unpacked(folder_.write("x", gzip("one ") + gzip("") + gzip("two") + std::string(600, '\0'))),
            "one two");
  EXPECT_EQ(read_unpacked(folder_.write("x", zstd("one ") + zstd("") + zstd("two"))), "one two");
}

TEST_F(ByteSourceTest, RefusesEveryCut) {
  const std::string bytes = "a text, and a text, and a text";
  for (const auto& packed : {gzip(bytes), zstd(bytes)}) {
    // Shorter than its mark it is text.
    for (std::size_t size = 4; size < packed.size(); ++size) {
      EXPECT_NE(refusal(packed.substr(0, size)).find("cut short"), std::string::npos) << size;
    }
    EXPECT_NE(refusal(packed + "more of it").find("is damaged"), std::string::npos);
  }
}

TEST_F(ByteSourceTest, ChecksTheSums) {
  const std::string bytes = long_bytes();
  for (auto packed : {gzip(bytes), zstd(bytes)}) {
    packed[packed.size() - 3] = static_cast<char>(packed[packed.size() - 3] ^ 4);
    EXPECT_NE(refusal(packed).find("is damaged"), std::string::npos);
  }
}

TEST_F(ByteSourceTest, RefusesBombs) {
  const std::string zeros(std::size_t{200} << 20U, '\0');
  for (const auto& packed : {gzip(zeros), zstd(zeros)}) {
    EXPECT_NE(refusal(packed).find("100 times its size"), std::string::npos);
  }
}

TEST_F(ByteSourceTest, SaysWhatCannotBeRead) {
  EXPECT_NE(error_of([&] { read_unpacked(folder_.path("nowhere")); }).find("cannot open"), std::string::npos);
  EXPECT_NE(error_of([&] { read_unpacked(folder_.path()); }).find("cannot read"), std::string::npos);
}

// A pipe is followed as it comes, packed or not, and nobody waits for more than there is.
TEST_F(ByteSourceTest, HandsOutWhatIsThere) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
  StopEvent stop;
  ByteSource source("/proc/self/fd/" + std::to_string(ends[0]), &stop);
  for (const std::string typed : {"a\n", "(b\n"}) {
    ASSERT_EQ(::write(ends[1], typed.data(), typed.size()), static_cast<ssize_t>(typed.size()));
    EXPECT_EQ(source.next(), typed);
  }
  std::thread stopper([&] { stop.set(); });
  EXPECT_EQ(source.next(), "");  // although the pipe is open
  stopper.join();
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace taxon
