#include "linear/dual_solver.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "base/random.h"
#include "linear/golden.h"

namespace taxon {
namespace {

struct Data {
  SparseRows rows;
  RaggedLabels labels;
  std::size_t features = 0, classes = 0;
  std::vector<std::uint32_t> all;
};

Data data_of(const nlohmann::json& item) {
  Data data;
  data.classes = item.at("classes").get<std::size_t>();
  for (const auto& numbers : item.at("rows")) {
    std::vector<SparseValue> row;
    for (std::size_t j = 0; j < numbers.size(); ++j) {
      if (const auto x = numbers[j].get<float>(); x != 0) row.push_back({static_cast<std::uint32_t>(j), x});
    }
    data.rows.push_back(row);
    data.features = numbers.size();
  }
  for (const auto& own : item.at("labels")) data.labels.push_back(own.get<std::vector<std::int32_t>>());
  data.all.resize(data.rows.size());
  std::iota(data.all.begin(), data.all.end(), 0U);
  return data;
}

// n random rows of 30 values among 500, each with the class that a random linear function gives it.
Data random_data(std::uint32_t n, std::uint32_t classes) {
  Data data;
  data.features = 500;
  data.classes = classes;
  for (std::uint32_t i = 0; i < n; ++i) {
    const CounterRandom random(8, Purpose::kShuffle, i);
    std::vector<SparseValue> row;
    std::uint32_t column = random.bits(0) % 16;
    for (std::uint32_t k = 1; k <= 30; ++k) {
      row.push_back({column, 0.3F * unit_float(random.bits(2 * k))});
      column += 1 + random.bits(2 * k + 1) % 16;
    }
    data.rows.push_back(row);
    data.labels.push_back(static_cast<std::int32_t>((column + random.bits(1) % 3) % classes));
    data.all.push_back(i);
  }
  return data;
}

TEST(DualSolver, FindsLiblinearsSolution) {
  ThreadPool pool(2);
  SolverOptions options;
  options.tolerance = 1e-9;
  options.max_epochs = 100000;
  for (const auto& item : linear_golden("solutions")) {
    const Data data = data_of(item);
    const auto class_weights = item.at("class_weights").get<std::vector<float>>();
    const auto learn_from = item.at("learn_from").get<std::vector<std::uint32_t>>();
    options.c = item.at("c").get<double>();
    const LinearProblem problem{
        data.rows,     data.features, data.labels, data.classes, item.at("multi_label").get<bool>(),
        class_weights, learn_from};
    const LinearWeights found = *solve_one_vs_rest(problem, options, pool);
    EXPECT_TRUE(found.converged);
    for (std::size_t k = 0; k < data.classes; ++k) {
      // Both sides stop at 1e-9 in the gradients; ours are then rounded to floats.
      EXPECT_NEAR(static_cast<double>(found.biases[k]), item.at("biases")[k].get<double>(), 1e-6);
      for (std::size_t j = 0; j < data.features; ++j) {
        EXPECT_NEAR(static_cast<double>(found.weights[j * data.classes + k]),
                    item.at("weights")[k][j].get<double>(), 1e-6);
      }
    }
  }
}

LinearWeights solve(const Data& data, const SolverOptions& options, int threads) {
  ThreadPool pool(threads);
  return *solve_one_vs_rest({data.rows, data.features, data.labels, data.classes, false, {}, data.all},
                            options, pool);
}

// Threads decide which classes are solved side by side, and how many.
TEST(DualSolver, GivesTheSameBitsWhateverTheThreads) {
  const Data data = random_data(300, 23);
  SolverOptions options;
  options.max_epochs = 1000;
  const LinearWeights one = solve(data, options, 1);
  EXPECT_TRUE(one.converged);
  for (const int threads : {2, 3, 5, 8}) {
    const LinearWeights other = solve(data, options, threads);
    EXPECT_EQ(one.weights, other.weights) << threads;
    EXPECT_EQ(one.biases, other.biases) << threads;
    EXPECT_EQ(one.epochs, other.epochs) << threads;
  }
}

TEST(DualSolver, TwoClassesMirrorEachOther) {
  const Data data = random_data(100, 2);
  const LinearWeights found = solve(data, {}, 1);
  EXPECT_NE(found.biases[0], 0);
  EXPECT_EQ(found.biases[0], -found.biases[1]);
  for (std::size_t j = 0; j < data.features; ++j) EXPECT_EQ(found.weights[2 * j], -found.weights[2 * j + 1]);
}

TEST(DualSolver, SaysWhenItWasCutShort) {
  const Data data = random_data(300, 3);
  SolverOptions options;
  options.max_epochs = 2;
  const LinearWeights found = solve(data, options, 1);
  EXPECT_FALSE(found.converged);
  EXPECT_EQ(found.epochs, 2);
}

TEST(DualSolver, TheSeedChangesTheWayNotTheSolution) {
  const Data data = random_data(300, 3);
  SolverOptions options;
  options.tolerance = 1e-7;
  options.max_epochs = 1000;
  const LinearWeights one = solve(data, options, 1);
  options.seed = 1;
  const LinearWeights other = solve(data, options, 1);
  EXPECT_NE(one.weights, other.weights);
  for (std::size_t i = 0; i < one.weights.size(); ++i) EXPECT_NEAR(one.weights[i], other.weights[i], 1e-5);
}

// The more a text costs the longer it takes, and the more epochs there may be.
TEST(DualSolver, HasMoreEpochsWhereTextsCostMore) {
  const Data data = random_data(300, 3);
  const auto epochs = [&](double c, double weight) {
    SolverOptions options;
    options.c = c;
    options.tolerance = 1e-300;
    options.max_epochs = 4;
    const std::vector<float> weights{1, static_cast<float>(weight), 1};
    ThreadPool pool(1);
    return solve_one_vs_rest({data.rows, data.features, data.labels, 3, false, weights, data.all}, options,
                             pool)
        ->epochs;
  };
  EXPECT_EQ(epochs(0.5, 1), 4);
  EXPECT_EQ(epochs(1, 1), 4);
  EXPECT_EQ(epochs(2, 3), 24);
  EXPECT_EQ(epochs(1, 1e30), 1000);
}

TEST(DualSolver, AClassOfNoWeightMightAsWellNotBeThere) {
  const Data data = random_data(200, 3);
  std::vector<std::uint32_t> others;
  for (const std::uint32_t i : data.all) {
    if (data.labels[i].front() != 1) others.push_back(i);
  }
  const std::vector<float> weights{1, 0, 1};
  SolverOptions options;
  options.tolerance = 1e-9;
  options.max_epochs = 10000;
  ThreadPool pool(1);
  const auto found =
      *solve_one_vs_rest({data.rows, data.features, data.labels, 3, false, weights, data.all}, options, pool);
  const auto expected =
      *solve_one_vs_rest({data.rows, data.features, data.labels, 3, false, {}, others}, options, pool);
  ASSERT_TRUE(found.converged && expected.converged);
  for (std::size_t i = 0; i < found.weights.size(); ++i)
    EXPECT_NEAR(found.weights[i], expected.weights[i], 1e-6) << i;  // as FindsLiblinearsSolution
}

TEST(DualSolver, NothingToLearnFromGivesZeros) {
  Data data = random_data(10, 3);
  data.all.clear();
  const LinearWeights found = solve(data, {}, 2);
  EXPECT_EQ(std::count(found.weights.begin(), found.weights.end(), 0.0F), std::ssize(found.weights));
}

TEST(DualSolver, RefusesImpossibleOptions) {
  const Data data = random_data(10, 3);
  for (const SolverOptions& options : {SolverOptions{.c = 0}, SolverOptions{.c = 1e9},
                                       SolverOptions{.tolerance = 0}, SolverOptions{.max_epochs = 0}}) {
    EXPECT_THROW(solve(data, options, 1), Error);
  }
}

}  // namespace
}  // namespace taxon
