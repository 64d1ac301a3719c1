#include <nlohmann/json.hpp>

#include "cases/cases.h"
#include "report/metrics.h"

namespace taxon {
namespace {

class Eval : public ProgramTest {};

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
