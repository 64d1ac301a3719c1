#include "oracle/layers.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"

namespace taxon::oracle {

Matrix add(const Matrix& a, const Matrix& b) {
  TAXON_CHECK(a.rows == b.rows && a.columns == b.columns);
  Matrix sum = a;
  for (std::size_t i = 0; i < sum.values.size(); ++i) sum.values[i] += b.values[i];
  return sum;
}

Matrix dense_forward(const Matrix& x, Weights w, Weights b) {
  const std::size_t outputs = b.size();
  TAXON_CHECK(w.size() == x.columns * outputs);
  Matrix y(x.rows, outputs);
  for (std::size_t r = 0; r < x.rows; ++r) {
    for (std::size_t o = 0; o < outputs; ++o) y(r, o) = b[o];
    for (std::size_t i = 0; i < x.columns; ++i) {
      for (std::size_t o = 0; o < outputs; ++o) y(r, o) += x(r, i) * w[i * outputs + o];
    }
  }
  return y;
}

Matrix dense_backward(const Matrix& x, Weights w, const Matrix& dy, Gradient d_w, Gradient d_b) {
  const std::size_t outputs = dy.columns;
  Matrix dx(x.rows, x.columns);
  for (std::size_t r = 0; r < x.rows; ++r) {
    for (std::size_t o = 0; o < outputs; ++o) d_b[o] += dy(r, o);
    for (std::size_t i = 0; i < x.columns; ++i) {
      for (std::size_t o = 0; o < outputs; ++o) d_w[i * outputs + o] += x(r, i) * dy(r, o);
      for (std::size_t o = 0; o < outputs; ++o) dx(r, i) += dy(r, o) * w[i * outputs + o];
    }
  }
  return dx;
}

Matrix relu_forward(const Matrix& x) {
  Matrix y = x;
  for (double& value : y.values) value = std::max(value, 0.0);
  return y;
}

Matrix relu_backward(const Matrix& x, const Matrix& dy) {
  Matrix dx = dy;
  for (std::size_t i = 0; i < dx.values.size(); ++i) {
    if (!(x.values[i] > 0.0)) dx.values[i] = 0.0;
  }
  return dx;
}

namespace {

struct Moments {
  double mean = 0, inverse_deviation = 0;
};

Moments moments_of_row(const Matrix& x, std::size_t r, double epsilon) {
  const auto n = static_cast<double>(x.columns);
  double mean = 0, variance = 0;
  for (std::size_t d = 0; d < x.columns; ++d) mean += x(r, d) / n;
  for (std::size_t d = 0; d < x.columns; ++d) variance += (x(r, d) - mean) * (x(r, d) - mean) / n;
  return {mean, 1.0 / std::sqrt(variance + epsilon)};
}

}  // namespace

Matrix layer_norm_forward(const Matrix& x, Weights gamma, Weights beta, double epsilon) {
  Matrix y(x.rows, x.columns);
  for (std::size_t r = 0; r < x.rows; ++r) {
    const auto m = moments_of_row(x, r, epsilon);
    for (std::size_t d = 0; d < x.columns; ++d) {
      y(r, d) = (x(r, d) - m.mean) * m.inverse_deviation * gamma[d] + beta[d];
    }
  }
  return y;
}

Matrix layer_norm_backward(const Matrix& x, Weights gamma, double epsilon, const Matrix& dy, Gradient d_gamma,
                           Gradient d_beta) {
  Matrix dx(x.rows, x.columns);
  const auto n = static_cast<double>(x.columns);
  for (std::size_t r = 0; r < x.rows; ++r) {
    const auto m = moments_of_row(x, r, epsilon);
    const auto normed = [&](std::size_t d) { return (x(r, d) - m.mean) * m.inverse_deviation; };
    double mean_g = 0, mean_g_normed = 0;  // g: the gradient by the normed row
    for (std::size_t d = 0; d < x.columns; ++d) {
      d_gamma[d] += dy(r, d) * normed(d);
      d_beta[d] += dy(r, d);
      mean_g += dy(r, d) * gamma[d] / n;
      mean_g_normed += dy(r, d) * gamma[d] * normed(d) / n;
    }
    for (std::size_t d = 0; d < x.columns; ++d) {
      dx(r, d) = m.inverse_deviation * (dy(r, d) * gamma[d] - mean_g - normed(d) * mean_g_normed);
    }
  }
  return dx;
}

Matrix softmax_forward(const Matrix& x, const std::vector<bool>& real) {
  Matrix y(x.rows, x.columns);
  for (std::size_t r = 0; r < x.rows; ++r) {
    double largest = -std::numeric_limits<double>::infinity(), sum = 0;
    for (std::size_t j = 0; j < x.columns; ++j) {
      if (real[j]) largest = std::max(largest, x(r, j));
    }
    for (std::size_t j = 0; j < x.columns; ++j) {
      y(r, j) = real[j] ? std::exp(x(r, j) - largest) : 0.0;
      sum += y(r, j);
    }
    for (std::size_t j = 0; j < x.columns; ++j) y(r, j) /= sum;
  }
  return y;
}

Matrix softmax_backward(const Matrix& y, const Matrix& dy) {
  Matrix dx(y.rows, y.columns);
  for (std::size_t r = 0; r < y.rows; ++r) {
    double dot = 0;
    for (std::size_t j = 0; j < y.columns; ++j) dot += y(r, j) * dy(r, j);
    for (std::size_t j = 0; j < y.columns; ++j) dx(r, j) = y(r, j) * (dy(r, j) - dot);
  }
  return dx;
}

Matrix attention_forward(const Matrix& x, const AttentionTensors<Weights>& w, std::size_t heads,
                         const std::vector<bool>& real, AttentionCache& cache) {
  const std::size_t n = x.rows, K = w.bq.size() / heads;
  cache.q = dense_forward(x, w.wq, w.bq);
  cache.k = dense_forward(x, w.wk, w.bk);
  cache.v = dense_forward(x, w.wv, w.bv);
  cache.context = Matrix(n, heads * K);
  cache.a.clear();
  const double scale = 1.0 / std::sqrt(static_cast<double>(K));
  for (std::size_t h = 0; h < heads; ++h) {
    Matrix scores(n, n);
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t s = 0; s < n; ++s) {
        for (std::size_t c = h * K; c < (h + 1) * K; ++c)
          scores(r, s) += cache.q(r, c) * cache.k(s, c) * scale;
      }
    }
    cache.a.push_back(softmax_forward(scores, real));
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t s = 0; s < n; ++s) {
        for (std::size_t c = h * K; c < (h + 1) * K; ++c)
          cache.context(r, c) += cache.a[h](r, s) * cache.v(s, c);
      }
    }
  }
  return dense_forward(cache.context, w.wo, w.bo);
}

Matrix attention_backward(const Matrix& x, const AttentionTensors<Weights>& w, std::size_t heads,
                          const AttentionCache& cache, const Matrix& dy,
                          const AttentionTensors<Gradient>& d_w) {
  const std::size_t n = x.rows, K = w.bq.size() / heads;
  const Matrix d_context = dense_backward(cache.context, w.wo, dy, d_w.wo, d_w.bo);
  Matrix dq(n, heads * K), dk(n, heads * K), dv(n, heads * K);
  const double scale = 1.0 / std::sqrt(static_cast<double>(K));
  for (std::size_t h = 0; h < heads; ++h) {
    Matrix da(n, n);
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t s = 0; s < n; ++s) {
        for (std::size_t c = h * K; c < (h + 1) * K; ++c) {
          da(r, s) += d_context(r, c) * cache.v(s, c);
          dv(s, c) += cache.a[h](r, s) * d_context(r, c);
        }
      }
    }
    const Matrix d_scores = softmax_backward(cache.a[h], da);
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t s = 0; s < n; ++s) {
        for (std::size_t c = h * K; c < (h + 1) * K; ++c) {
          dq(r, c) += d_scores(r, s) * cache.k(s, c) * scale;
          dk(s, c) += d_scores(r, s) * cache.q(r, c) * scale;
        }
      }
    }
  }
  const Matrix through_q = dense_backward(x, w.wq, dq, d_w.wq, d_w.bq);
  const Matrix through_k = dense_backward(x, w.wk, dk, d_w.wk, d_w.bk);
  const Matrix through_v = dense_backward(x, w.wv, dv, d_w.wv, d_w.bv);
  return add(add(through_q, through_k), through_v);
}

Matrix max_forward(const Matrix& x, const std::vector<bool>& real, std::vector<std::size_t>& winners) {
  Matrix y(1, x.columns);
  winners.assign(x.columns, x.rows);
  for (std::size_t d = 0; d < x.columns; ++d) {
    for (std::size_t r = 0; r < x.rows; ++r) {
      if (real[r] && (winners[d] == x.rows || x(r, d) > y(0, d))) {
        winners[d] = r;
        y(0, d) = x(r, d);
      }
    }
    TAXON_CHECK(winners[d] < x.rows);
  }
  return y;
}

Matrix max_backward(std::size_t rows, const std::vector<std::size_t>& winners, const Matrix& dy) {
  Matrix dx(rows, dy.columns);
  for (std::size_t d = 0; d < dy.columns; ++d) dx(winners[d], d) = dy(0, d);
  return dx;
}

double cross_entropy_forward(const Matrix& logits, std::size_t label) {
  const double largest = *std::max_element(logits.values.begin(), logits.values.end());
  double sum = 0;
  for (const double logit : logits.values) sum += std::exp(logit - largest);
  return largest + std::log(sum) - logits(0, label);
}

Matrix cross_entropy_backward(const Matrix& logits, std::size_t label, double d_loss) {
  Matrix d_logits = softmax_forward(logits, std::vector<bool>(logits.columns, true));
  d_logits(0, label) -= 1.0;
  for (double& value : d_logits.values) value *= d_loss;
  return d_logits;
}

double binary_cross_entropy_forward(const Matrix& logits, const std::vector<bool>& has, Weights weights) {
  double sum = 0;
  for (std::size_t c = 0; c < logits.columns; ++c) {
    const double z = logits(0, c);
    // log(1 + exp(x)), which is -log sigmoid(-x), without overflow.
    const auto softplus = [](double x) {
      return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
    };
    sum += has[c] ? weights[c] * softplus(-z) : softplus(z);
  }
  return sum / static_cast<double>(logits.columns);
}

Matrix binary_cross_entropy_backward(const Matrix& logits, const std::vector<bool>& has, Weights weights,
                                     double d_loss) {
  Matrix d_logits(1, logits.columns);
  for (std::size_t c = 0; c < logits.columns; ++c) {
    const double p = 1.0 / (1.0 + std::exp(-logits(0, c)));
    d_logits(0, c) = d_loss * (has[c] ? weights[c] * (p - 1.0) : p) / static_cast<double>(logits.columns);
  }
  return d_logits;
}

Matrix embedding_forward(std::span<const std::int32_t> tokens, Weights table, Weights positions) {
  const std::size_t D = positions.size() / tokens.size();
  Matrix x(tokens.size(), D);
  for (std::size_t r = 0; r < x.rows; ++r) {
    const auto token = static_cast<std::size_t>(tokens[r]);
    for (std::size_t d = 0; d < D; ++d) x(r, d) = table[token * D + d] + positions[r * D + d];
  }
  return x;
}

void embedding_backward(std::span<const std::int32_t> tokens, const Matrix& dy, Gradient d_table,
                        Gradient d_positions) {
  const std::size_t D = dy.columns;
  for (std::size_t r = 0; r < dy.rows; ++r) {
    const auto token = static_cast<std::size_t>(tokens[r]);
    for (std::size_t d = 0; d < D; ++d) {
      d_table[token * D + d] += dy(r, d);
      if (!d_positions.empty()) d_positions[r * D + d] += dy(r, d);
    }
  }
}

std::vector<double> sinusoidal_positions(std::size_t length, std::size_t dimensions) {
  std::vector<double> positions;
  for (std::size_t p = 0; p < length; ++p) {
    for (std::size_t d = 0; d < dimensions; ++d) {
      const auto even = static_cast<double>(d - d % 2);
      const double angle = static_cast<double>(p) / std::pow(10000.0, even / static_cast<double>(dimensions));
      positions.push_back(d % 2 == 0 ? std::sin(angle) : std::cos(angle));
    }
  }
  return positions;
}

}  // namespace taxon::oracle
