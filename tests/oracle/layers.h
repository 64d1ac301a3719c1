#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// The encoder's layers in double precision, written as their definitions read: one forward and one backward
// function a layer, for one text of n rows. They are what every optimised path is tested against, so they
// take no short cut that one of those might take too.
//
// A backward function gets what its forward one got, and the loss's gradient by the forward one's result
// (dy). It returns the gradient by the layer's input and ADDS the gradients by the weights to d_w, d_b, ….
// Weights are row-major spans of the shapes given.
namespace taxon::oracle {

struct Matrix {
  Matrix() = default;
  Matrix(std::size_t row_count, std::size_t column_count)
      : rows(row_count), columns(column_count), values(row_count * column_count, 0.0) {}

  double& operator()(std::size_t i, std::size_t j) { return values[i * columns + j]; }
  double operator()(std::size_t i, std::size_t j) const { return values[i * columns + j]; }

  std::size_t rows = 0, columns = 0;
  std::vector<double> values;
};

using Weights = std::span<const double>;
using Gradient = std::span<double>;

Matrix add(const Matrix& a, const Matrix& b);

// y = x w + b. x (n, I), w (I, O), b (O), y (n, O).
Matrix dense_forward(const Matrix& x, Weights w, Weights b);
Matrix dense_backward(const Matrix& x, Weights w, const Matrix& dy, Gradient d_w, Gradient d_b);

// y = max(x, 0). x, y (n, F). The gradient at 0 is 0, as in TensorFlow.
Matrix relu_forward(const Matrix& x);
Matrix relu_backward(const Matrix& x, const Matrix& dy);

// Each row to mean 0 and (biased) variance 1, epsilon added to the variance; then times gamma plus beta.
// x, y (n, D); gamma, beta (D).
Matrix layer_norm_forward(const Matrix& x, Weights gamma, Weights beta, double epsilon);
Matrix layer_norm_backward(const Matrix& x, Weights gamma, double epsilon, const Matrix& dy, Gradient d_gamma,
                           Gradient d_beta);

// Softmax along each row, over the columns j with real[j]; the others get 0. x, y (n, m), real (m).
// The backward function takes the result y instead of x.
Matrix softmax_forward(const Matrix& x, const std::vector<bool>& real);
Matrix softmax_backward(const Matrix& y, const Matrix& dy);

// The eight tensors of attention: kernels wq, wk, wv (D, H, K) with biases (H, K), wo (H, K, D) with bias
// (D). T: Weights or Gradient.
template <class T>
struct AttentionTensors {
  T wq, bq, wk, bk, wv, bv, wo, bo;
};

struct AttentionCache {
  Matrix q, k, v;         // (n, H * K): head h in the columns h * K …
  std::vector<Matrix> a;  // of each head (n, n): row r's shares of every row
  Matrix context;         // (n, H * K)
};

// Multi-head attention of x (n, D) to itself, rows that are not real are attended to by none; y (n, D).
Matrix attention_forward(const Matrix& x, const AttentionTensors<Weights>& w, std::size_t heads,
                         const std::vector<bool>& real, AttentionCache& cache);
Matrix attention_backward(const Matrix& x, const AttentionTensors<Weights>& w, std::size_t heads,
                          const AttentionCache& cache, const Matrix& dy,
                          const AttentionTensors<Gradient>& d_w);

// The maximum over real rows, of each column. x (n, D), y (1, D); winners (D) says which row each came from.
// At ties the first row wins and gets the whole gradient; Keras shares it among them.
Matrix max_forward(const Matrix& x, const std::vector<bool>& real, std::vector<std::size_t>& winners);
Matrix max_backward(std::size_t rows, const std::vector<std::size_t>& winners, const Matrix& dy);

// -log softmax(logits)[label], by log-sum-exp. logits (1, C).
double cross_entropy_forward(const Matrix& logits, std::size_t label);
Matrix cross_entropy_backward(const Matrix& logits, std::size_t label, double d_loss);

// Mean over the classes of their binary cross-entropy: -weight[c] log sigmoid(z) where has[c], else
// -log(1 - sigmoid(z)). logits (1, C), has and weights (C).
double binary_cross_entropy_forward(const Matrix& logits, const std::vector<bool>& has, Weights weights);
Matrix binary_cross_entropy_backward(const Matrix& logits, const std::vector<bool>& has, Weights weights,
                                     double d_loss);

// Row i of the result is table row token[i] plus position row i. table (V, D), positions (L, D), L tokens.
Matrix embedding_forward(std::span<const std::int32_t> tokens, Weights table, Weights positions);
// d_positions may be empty: positions that are not learned.
void embedding_backward(std::span<const std::int32_t> tokens, const Matrix& dy, Gradient d_table,
                        Gradient d_positions);

// The fixed positions of Vaswani et al., "Attention is all you need" (2017), section 3.5, (L, D):
// sin(p / 10000^(2i/D)) in column 2i, the cosine in column 2i + 1.
std::vector<double> sinusoidal_positions(std::size_t length, std::size_t dimensions);

}  // namespace taxon::oracle
