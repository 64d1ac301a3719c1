#include <zlib.h>

#include <filesystem>

#include "base/check.h"
#include "base/files.h"
#include "cases/cases.h"
#include "data/test_files.h"

namespace taxon {
namespace {

namespace fs = std::filesystem;
using Kind = Member::Kind;

const std::vector<Member> kTwoClasses = {file("ham/1.txt", "hi there"), file("spam/2.txt", "buy now")};

// Members that lead outside, and what the message must say of the first of them.
struct MemberCase {
  int row;
  const char* name;
  std::vector<Member> members;
  std::string refusal;
};
void PrintTo(const MemberCase& member_case, std::ostream* out) {
  *out << member_case.refusal;
}

const std::vector<MemberCase> kRows = {
    {98, "name_that_climbs", {file("../../evil.txt", "x")}, "'../../evil.txt' leads out"},
    {98, "name_that_climbs_later", {file("ham/../../evil.txt", "x")}, "'ham/../../evil.txt' leads out"},
    {98, "absolute_name", {file("/tmp/taxon_evil.txt", "x")}, "'/tmp/taxon_evil.txt' has an absolute name"},
    {98,
     "link_to_a_folder_and_a_member_behind_it",
     {{Kind::kSymlink, "a", "/etc"}, file("a/passwd", "x")},
     "'a' is a link"},
    {98, "hard_link", {{Kind::kHardlink, "ham/passwd", "/etc/passwd"}}, "'ham/passwd' is a link"},
};

class Archive : public ProgramTest, public testing::WithParamInterface<MemberCase> {
 protected:
  Outcome train_on(const std::string& bytes) const {
    return run(Arguments{"train", write("d/t.tar.gz", bytes), "--out", path("m.taxon")} + small());
  }
  // The archive is named, and neither it nor the model left anything in the folder or beside it.
  void expect_nothing_written(const Outcome& outcome, const std::string& what) const {
    expect_refused(outcome, path("d/t.tar.gz"));
    expect_refused(outcome, what);
    for (const auto& entry : fs::directory_iterator(folder())) {
      const auto name = entry.path().filename();
      EXPECT_TRUE(name == "d" || name == "stdin" || name == "stdout" || name == "stderr") << name;
    }
    EXPECT_EQ(std::distance(fs::directory_iterator(path("d")), fs::directory_iterator()), 1);
    EXPECT_FALSE(fs::exists(fs::path(folder()).parent_path() / "evil.txt"));
    EXPECT_FALSE(fs::exists("/tmp/taxon_evil.txt"));
  }
};

TEST_P(Archive, row) {
  auto members = kTwoClasses;
  members.insert(members.end(), GetParam().members.begin(), GetParam().members.end());
  expect_nothing_written(train_on(gzip(make_tar(members))), GetParam().refusal);
}
INSTANTIATE_TEST_SUITE_P(, Archive, testing::ValuesIn(kRows), RowName());

TEST_F(Archive, row_98_without_such_members_it_is_read) {
  EXPECT_EQ(train_on(gzip(make_tar(kTwoClasses))).status, 0);
}

TEST_F(Archive, row_100_cut_by_its_trailer) {
  const auto whole = gzip(make_tar(kTwoClasses));
  expect_nothing_written(train_on(whole.substr(0, whole.size() - 8)), "");
}

TEST_F(Archive, row_100_flipped_bits_in_its_trailer) {
  const auto whole = gzip(make_tar(kTwoClasses));
  for (std::size_t back = 1; back <= 8; ++back) {
    auto flipped = whole;
    flipped[whole.size() - back] = static_cast<char>(flipped[whole.size() - back] ^ 1);
    expect_nothing_written(train_on(flipped), "is damaged");
  }
}

TEST_F(Archive, row_101_length_in_the_trailer_is_not_believed) {
  for (const char* length : {"\0\0\0\0", "\xFF\xFF\xFF\xFF"}) {
    auto lying = gzip(make_tar(kTwoClasses));
    lying.replace(lying.size() - 4, 4, length, 4);
    const auto outcome = train_on(lying);
    expect_nothing_written(outcome, "is damaged");
    expect_memory_below(64 << 20, outcome);
  }
}

// `bytes` deflated to a border between bytes, so that pieces can be put together.
std::string deflated(std::string_view bytes, int flush) {
  z_stream zlib{};
  TAXON_CHECK(deflateInit2(&zlib, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&zlib, bytes.size()) + 64, '\0');
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  zlib.avail_in = static_cast<uInt>(bytes.size());
  zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
  zlib.avail_out = static_cast<uInt>(packed.size());
  deflate(&zlib, flush);
  packed.resize(packed.size() - zlib.avail_out);
  deflateEnd(&zlib);
  return packed;
}

// A whole and correct .tar.gz of one member of 1 GB of zeros; the same megabyte a thousand times over.
std::string bomb() {
  constexpr std::size_t kPiece = std::size_t{1} << 20U, kPieces = 1024;
  auto header = make_tar({file("a/zeros", std::string(1, '\0'))}).substr(0, 512);
  // The size field, 11 octal digits, and the checksum over the header with blanks in the checksum's place.
  header.replace(124, 11, "10000000000");
  header.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  std::string digits;
  for (int shift = 15; shift >= 0; shift -= 3) digits += static_cast<char>('0' + (sum >> shift & 7U));
  header.replace(148, 8, digits + std::string("\0 ", 2));

  const std::string zeros(kPiece, '\0'), piece = deflated(zeros, Z_FULL_FLUSH), end(1024, '\0');
  std::string packed("\x1F\x8B\x08\0\0\0\0\0\0\xFF", 10);
  packed += deflated(header, Z_FULL_FLUSH);
  for (std::size_t i = 0; i < kPieces; ++i) packed += piece;
  packed += deflated(end, Z_FINISH);
  const auto crc_of = [](const std::string& bytes) {
    return crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size()));
  };
  auto crc = crc_of(header);
  for (std::size_t i = 0; i < kPieces; ++i)
    crc = crc32_combine(crc, crc_of(zeros), static_cast<z_off_t>(kPiece));
  crc = crc32_combine(crc, crc_of(end), static_cast<z_off_t>(end.size()));
  for (const auto number : {static_cast<std::uint64_t>(crc), std::uint64_t{512 + kPieces * kPiece + 1024}}) {
    for (unsigned shift = 0; shift < 32; shift += 8) packed += static_cast<char>(number >> shift & 0xFFU);
  }
  return packed;
}

TEST_F(Archive, row_101_gigabyte_of_zeros_in_a_megabyte) {
  const auto packed = bomb();
  EXPECT_LT(packed.size(), std::size_t{2} << 20U);
  const auto outcome = train_on(packed);
  expect_nothing_written(outcome, "100 times its size");
  expect_memory_below(400 << 20, outcome);
}

}  // namespace
}  // namespace taxon
