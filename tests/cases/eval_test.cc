#include <nlohmann/json.hpp>

#include "cases/cases.h"
#include "report/metrics.h"

namespace taxon {
namespace {

class Eval : public ProgramTest {};

TEST_F(Eval, row_80_no_labelled_text) {
  const auto model = small_model();
  const auto at_the_end = write("end.txt", "nice day __label__river\n"), empty = write("empty.txt", "");
  for (const auto& file : {at_the_end, empty}) {
    const auto outcome = run({"evaluate", model, file, "--format", "fasttext"});
    expect_refused(outcome, file);
    expect_refused(outcome, "0 labelled examples");
    EXPECT_EQ(outcome.err.find("nan"), std::string::npos) << outcome.err;
  }
}

// Truth 0, 0, 1, 1 answered with 0 throughout. A third class of the model that neither occurs nor is answered
// does not count; scikit-learn gives 0.2222 where it is told to count it.
TEST_F(Eval, row_92_macro_f1_of_a_constant_answer) {
  const std::vector<std::int32_t> labels = {0, 0, 1, 1};
  const auto two = compute_metrics(std::vector<float>{1, 0, 1, 0, 1, 0, 1, 0}, labels, 2);
  EXPECT_NEAR(two.macro_f1, 1.0 / 3, 1e-12);
  EXPECT_EQ(two.macro_classes, 2);
  const auto three = compute_metrics(std::vector<float>{1, 0, -1, 1, 0, -1, 1, 0, -1, 1, 0, -1}, labels, 3);
  EXPECT_NEAR(three.macro_f1, 1.0 / 3, 1e-12);
  EXPECT_EQ(three.macro_classes, 2);
}

}  // namespace
}  // namespace taxon
