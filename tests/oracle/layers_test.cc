// Every layer's backward function against central differences, and what the definitions say in small.

#include "oracle/layers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "gradient/gradient_check.h"

namespace taxon::oracle {
namespace {

std::vector<double> random_values(std::size_t count, std::uint32_t stream) {
  const CounterRandom random(5, Purpose::kInitialWeights, stream);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(2.0 * static_cast<double>(unit_float(random.bits(i))) - 1.0);
  }
  return values;
}

Matrix random_matrix(std::size_t rows, std::size_t columns, std::uint32_t stream) {
  Matrix matrix(rows, columns);
  matrix.values = random_values(rows * columns, stream);
  return matrix;
}

// A loss for layers that have none: the sum of the result's entries times fixed ones.
double weighed(const Matrix& y, const Matrix& dy) {
  double sum = 0;
  for (std::size_t i = 0; i < y.values.size(); ++i) sum += y.values[i] * dy.values[i];
  return sum;
}

TEST(OracleLayers, Dense) {
  Matrix x = random_matrix(3, 4, 1);
  auto w = random_values(20, 2), b = random_values(5, 3);
  const Matrix dy = random_matrix(3, 5, 4);
  std::vector<double> d_w(20), d_b(5);
  const auto loss = [&] { return weighed(dense_forward(x, w, b), dy); };
  const Matrix dx = dense_backward(x, w, dy, d_w, d_b);
  EXPECT_TRUE(gradient_matches(x.values, dx.values, loss));
  EXPECT_TRUE(gradient_matches(w, d_w, loss));
  EXPECT_TRUE(gradient_matches(b, d_b, loss));
}

TEST(OracleLayers, Relu) {
  Matrix x = random_matrix(4, 7, 1);
  const Matrix dy = random_matrix(4, 7, 2);
  EXPECT_TRUE(
      gradient_matches(x.values, relu_backward(x, dy).values, [&] { return weighed(relu_forward(x), dy); }));
}

TEST(OracleLayers, LayerNorm) {
  Matrix x = random_matrix(3, 6, 1);
  auto gamma = random_values(6, 2), beta = random_values(6, 3);
  const Matrix dy = random_matrix(3, 6, 4);
  std::vector<double> d_gamma(6), d_beta(6);
  const auto loss = [&] { return weighed(layer_norm_forward(x, gamma, beta, 1e-3), dy); };
  const Matrix dx = layer_norm_backward(x, gamma, 1e-3, dy, d_gamma, d_beta);
  EXPECT_TRUE(gradient_matches(x.values, dx.values, loss));
  EXPECT_TRUE(gradient_matches(gamma, d_gamma, loss));
  EXPECT_TRUE(gradient_matches(beta, d_beta, loss));
}

TEST(OracleLayers, SoftmaxLeavesOutWhatIsNotReal) {
  Matrix x = random_matrix(3, 5, 1);
  const std::vector<bool> real{false, true, true, false, true};
  const Matrix dy = random_matrix(3, 5, 2);
  const Matrix y = softmax_forward(x, real);
  for (std::size_t r = 0; r < 3; ++r) {
    EXPECT_EQ(y(r, 0), 0.0);
    EXPECT_EQ(y(r, 3), 0.0);
    EXPECT_NEAR(y(r, 1) + y(r, 2) + y(r, 4), 1.0, 1e-15);
  }
  EXPECT_TRUE(gradient_matches(x.values, softmax_backward(y, dy).values,
                               [&] { return weighed(softmax_forward(x, real), dy); }));
}

TEST(OracleLayers, Attention) {
  constexpr std::size_t kRows = 4, kD = 3, kHeads = 2, kKey = 5, kAll = kHeads * kKey;
  Matrix x = random_matrix(kRows, kD, 1);
  const std::vector<bool> real{false, true, true, true};
  const std::vector<std::size_t> sizes{kD * kAll, kAll, kD * kAll, kAll, kD * kAll, kAll, kAll * kD, kD};
  std::vector<std::vector<double>> w, d_w;
  for (const std::size_t size : sizes) {
    w.push_back(random_values(size, static_cast<std::uint32_t>(w.size()) + 2));
    d_w.emplace_back(size, 0.0);
  }
  const AttentionTensors<Weights> weights{w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7]};
  const AttentionTensors<Gradient> gradients{d_w[0], d_w[1], d_w[2], d_w[3], d_w[4], d_w[5], d_w[6], d_w[7]};
  const Matrix dy = random_matrix(kRows, kD, 20);
  AttentionCache cache;
  const auto loss = [&] { return weighed(attention_forward(x, weights, kHeads, real, cache), dy); };
  loss();
  const Matrix dx = attention_backward(x, weights, kHeads, cache, dy, gradients);
  EXPECT_TRUE(gradient_matches(x.values, dx.values, loss));
  for (std::size_t i = 0; i < w.size(); ++i) EXPECT_TRUE(gradient_matches(w[i], d_w[i], loss)) << i;
  for (const double entry : d_w[3]) EXPECT_NEAR(entry, 0.0, 1e-15);  // the key bias: softmax ignores it
}

TEST(OracleLayers, Maximum) {
  Matrix x = random_matrix(5, 4, 1);
  x(0, 2) = 9.0;  // not real, so never the maximum
  const std::vector<bool> real{false, true, true, true, true};
  const Matrix dy = random_matrix(1, 4, 2);
  std::vector<std::size_t> winners;
  const Matrix y = max_forward(x, real, winners);
  EXPECT_LT(y(0, 2), 9.0);
  std::vector<std::size_t> ignored;
  EXPECT_TRUE(gradient_matches(x.values, max_backward(5, winners, dy).values,
                               [&] { return weighed(max_forward(x, real, ignored), dy); }));
}

TEST(OracleLayers, MaximumGivesTiesToTheFirstRow) {
  const Matrix x(3, 2);
  std::vector<std::size_t> winners;
  max_forward(x, {false, true, true}, winners);
  EXPECT_EQ(winners, (std::vector<std::size_t>{1, 1}));
}

TEST(OracleLayers, CrossEntropy) {
  Matrix logits = random_matrix(1, 4, 1);
  EXPECT_TRUE(gradient_matches(logits.values, cross_entropy_backward(logits, 2, 0.7).values,
                               [&] { return 0.7 * cross_entropy_forward(logits, 2); }));
  logits.values = {1000.0, 0.0, 0.0, -1000.0};
  EXPECT_DOUBLE_EQ(cross_entropy_forward(logits, 3), 2000.0);
}

TEST(OracleLayers, BinaryCrossEntropy) {
  Matrix logits = random_matrix(1, 4, 1);
  const std::vector<bool> has = {true, false, false, true};
  const std::vector<double> weights = {2.0, 3.0, 0.5, 0.25};
  EXPECT_TRUE(gradient_matches(logits.values, binary_cross_entropy_backward(logits, has, weights, 0.7).values,
                               [&] { return 0.7 * binary_cross_entropy_forward(logits, has, weights); }));
  logits.values = {-1000.0, 1000.0, 0.0, 1000.0};
  EXPECT_DOUBLE_EQ(binary_cross_entropy_forward(logits, has, weights), (2000.0 + 1000.0 + std::log(2.0)) / 4);
}

TEST(OracleLayers, Embedding) {
  auto table = random_values(4 * 3, 1), positions = random_values(5 * 3, 2);
  const std::vector<std::int32_t> tokens{0, 3, 1, 3, 3};
  const Matrix dy = random_matrix(5, 3, 3);
  std::vector<double> d_table(table.size()), d_positions(positions.size());
  embedding_backward(tokens, dy, d_table, d_positions);
  const auto loss = [&] { return weighed(embedding_forward(tokens, table, positions), dy); };
  EXPECT_TRUE(gradient_matches(table, d_table, loss));
  EXPECT_TRUE(gradient_matches(positions, d_positions, loss));
}

TEST(OracleLayers, SinusoidalPositions) {
  const auto p = sinusoidal_positions(3, 5);
  EXPECT_EQ(std::vector<double>(p.begin(), p.begin() + 5), (std::vector<double>{0, 1, 0, 1, 0}));
  EXPECT_DOUBLE_EQ(p[2 * 5 + 1], std::cos(2.0));
  EXPECT_DOUBLE_EQ(p[2 * 5 + 4], std::sin(2.0 / std::pow(10000.0, 0.8)));
}

TEST(GradientCheck, RefusesAWrongGradient) {
  std::vector<double> w{1.0, 2.0};
  const auto loss = [&] { return w[0] * w[0] + 3.0 * w[1]; };
  EXPECT_TRUE(gradient_matches(w, std::vector<double>{2.0, 3.0}, loss));
  EXPECT_FALSE(gradient_matches(w, std::vector<double>{2.0, 3.001}, loss));
  EXPECT_FALSE(gradient_matches(w, std::vector<double>{2.0, std::nan("")}, loss));
  EXPECT_EQ(w, (std::vector<double>{1.0, 2.0}));
}

}  // namespace
}  // namespace taxon::oracle
