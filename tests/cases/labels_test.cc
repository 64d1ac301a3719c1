#include <filesystem>

#include "cases/cases.h"

namespace taxon {
namespace {

class Labels : public ProgramTest {
 protected:
  Outcome train_on(const std::string& data, const Arguments& more = {}) const {
    return run(Arguments{"train", data, "--out", path("m")} + small(more));
  }
};

TEST_F(Labels, row_86_class_of_validation_alone) {
  const auto valid = write("valid.tsv", "label\ttext\nriver\tboat\nforest\ttree\n");
  expect_refused(train_on(two_classes(), {"--valid", valid}), valid + ":3: class 'forest'");
  EXPECT_FALSE(std::filesystem::exists(path("m")));
}

TEST_F(Labels, row_86_class_that_a_model_does_not_know) {
  const auto other = write("other.tsv", "label\ttext\nriver\tboat\nsea\tboat\n");
  expect_refused(run({"evaluate", small_model(), other}), other + ":3: class 'sea'");
}

TEST_F(Labels, row_88_one_class) {
  for (int i = 0; i < 10; ++i) write("one/a/" + std::to_string(i), "word");
  expect_refused(train_on(path("one")), "need 2 classes, and all 10 texts are of 'a'");
  expect_refused(train_on(path("one"), {"--valid-fraction", "0.2"}), "need 2 classes");
}

TEST_F(Labels, row_91_weight_for_a_class_that_is_not_there) {
  const auto weights = write("weights.tsv", "river\t2\nrivr\t1\n");
  expect_refused(train_on(two_classes(), {"--class-weight", weights}),
                 weights + ":2: no text is of class 'rivr'");
}

}  // namespace
}  // namespace taxon
