#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>
#include <string>

namespace taxon {
namespace {

using Rows = std::set<int>;

// Where each row is tested. Numbers that are missing here are those of a server, of Keras's and of ONNX's
// files, or have never been given.
const std::map<std::string, Rows> kRows = {
    {"Encoding", {1, 4, 5}},
    {"Csv", {2, 8, 10, 37, 46, 47, 49, 50, 52, 53, 55, 56, 58, 59, 62}},
    {"Tsv", {47, 61}},
    {"Jsonl", {7, 23, 64, 65, 67, 68, 70, 71, 73, 74}},
    {"FastText", {76, 77, 79, 80, 82, 83}},
    {"Tokenise", {8, 11, 13, 14, 16, 17, 19, 20, 22, 23, 25, 26, 28, 29, 31, 34, 35}},
    {"Pad", {25, 38, 40}},
    {"Folder", {95, 97}},
    {"Archive", {98, 100, 101}},
    {"Splits", {88, 103, 104, 106, 107, 109, 110}},
    {"Labels", {85, 86, 88, 89, 91}},
    {"Train", {35, 92}},
    {"EarlyStop", {112, 113, 115, 116, 118, 119, 121, 122}},
    {"LrPlateau", {124, 125, 127, 128}},
    {"Save", {130, 131, 133, 140, 173}},
    {"Load", {134, 136, 137, 139}},
    {"Predict", {41, 43, 44, 94}},
    {"Determinism", {31, 151, 152}},
    {"Stream", {154, 155, 157, 158}},
    {"Eval", {80, 92}},
};

// The number in row_NUMBER_what, which may stand behind the name of a table; 0: none.
int row_of(const std::string& test) {
  const auto at = test.find("row_");
  return at == std::string::npos ? 0 : std::atoi(test.c_str() + at + 4);
}

TEST(AllRows, HaveATest) {
  std::map<std::string, Rows> found;
  const auto& tests = *testing::UnitTest::GetInstance();
  for (int i = 0; i < tests.total_test_suite_count(); ++i) {
    const auto& suite = *tests.GetTestSuite(i);
    if (suite.name() == std::string("AllRows")) continue;
    for (int j = 0; j < suite.total_test_count(); ++j) {
      const std::string test = suite.GetTestInfo(j)->name();
      EXPECT_NE(row_of(test), 0) << suite.name() << "." << test << " names no row";
      found[suite.name()].insert(row_of(test));
    }
  }
  EXPECT_EQ(found, kRows);
}

}  // namespace
}  // namespace taxon
