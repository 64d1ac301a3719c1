#include "simd/reference.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace taxon {
namespace {

void gemm(std::size_t m, std::size_t n, std::size_t k, LeftView a, ConstRows b, Rows c, bool accumulate) {
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < round_up(n, kLanes); ++j) {
      float sum = accumulate ? c[i][j] : 0.0F;
      for (std::size_t s = 0; s < k; ++s) {
        const auto row = static_cast<std::ptrdiff_t>(i), column = static_cast<std::ptrdiff_t>(s);
        sum = std::fma(a.data[row * a.row + column * a.col], b[s][j], sum);
      }
      c[i][j] = sum;
    }
  }
}

void transpose(std::size_t rows, std::size_t cols, ConstRows in, float scale, Rows out) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < cols; ++c) out[c][r] = scale * in[r][c];
  }
}

void gather_add(std::size_t rows, std::size_t n, ConstRows first, const std::int32_t* index_a,
                ConstRows second, const std::int32_t* index_b, Rows out) {
  for (std::size_t r = 0; r < rows; ++r) {
    const float* a = first[static_cast<std::size_t>(index_a[r])];
    const float* b = second[static_cast<std::size_t>(index_b[r])];
    for (std::size_t j = 0; j < n; ++j) out[r][j] = a[j] + b[j];
  }
}

void add_bias(std::size_t rows, std::size_t n, ConstRows in, const float* bias, Rows out) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < n; ++j) out[r][j] = in[r][j] + bias[j];
  }
}

void add_to(std::size_t rows, std::size_t n, ConstRows x, Rows y) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < n; ++j) y[r][j] += x[r][j];
  }
}

void add_columns(std::size_t rows, std::size_t n, ConstRows x, float* sum) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < n; ++j) sum[j] += x[r][j];
  }
}

// Sixteen partial sums; `next` gives what one element does to its sum.
template <class Next>
float lane_sum(std::size_t n, const Next& next) {
  std::array<float, kLanes> s{};
  for (std::size_t j = 0; j < n; ++j) s[j % kLanes] = next(j, s[j % kLanes]);
  for (std::size_t width = kLanes / 2; width > 0; width /= 2) {
    for (std::size_t i = 0; i < width; ++i) s[i] += s[i + width];
  }
  return s[0];
}

float exp_nonpositive(float x) {
  if (!(x >= -87.3F)) return 0.0F;
  const float shifted = std::fma(x, 1.44269504F, 12582912.0F);
  const float whole = shifted - 12582912.0F;
  float r = std::fma(whole, -0.693145752F, x);
  r = std::fma(whole, -1.42860677e-6F, r);
  float p = 1.98412698e-4F;
  for (const float c : {1.38888889e-3F, 8.33333333e-3F, 4.16666667e-2F, 1.66666667e-1F, 0.5F, 1.0F, 1.0F}) {
    p = std::fma(p, r, c);
  }
  return p * std::bit_cast<float>((static_cast<std::int32_t>(whole) + 127) << 23);
}

void softmax(std::size_t rows, std::size_t n, Rows s) {
  for (std::size_t r = 0; r < rows; ++r) {
    const float top = *std::max_element(s[r], s[r] + n);
    for (std::size_t j = 0; j < n; ++j) s[r][j] = exp_nonpositive(s[r][j] - top);
    const float factor = 1.0F / lane_sum(n, [&](std::size_t j, float sum) { return sum + s[r][j]; });
    for (std::size_t j = 0; j < n; ++j) s[r][j] *= factor;
    std::fill(s[r] + n, s[r] + round_up(n, kLanes), 0.0F);
  }
}

void softmax_backward(std::size_t rows, std::size_t n, ConstRows p, Rows d_p) {
  for (std::size_t r = 0; r < rows; ++r) {
    const float dot =
        lane_sum(n, [&](std::size_t j, float sum) { return std::fma(p[r][j], d_p[r][j], sum); });
    for (std::size_t j = 0; j < n; ++j) d_p[r][j] = p[r][j] * (d_p[r][j] - dot);
  }
}

struct Moments {
  float mean, inverse_deviation;
};

Moments moments(std::size_t n, const float* x, float epsilon) {
  const auto count = static_cast<float>(n);
  const float mean = lane_sum(n, [&](std::size_t j, float sum) { return sum + x[j]; }) / count;
  const float squares =
      lane_sum(n, [&](std::size_t j, float sum) { return std::fma(x[j] - mean, x[j] - mean, sum); });
  return {mean, 1.0F / std::sqrt(squares / count + epsilon)};
}

void norm(std::size_t rows, std::size_t n, ConstRows x, const float* gamma, const float* beta, float epsilon,
          Rows y) {
  for (std::size_t r = 0; r < rows; ++r) {
    const Moments m = moments(n, x[r], epsilon);
    for (std::size_t j = 0; j < n; ++j) {
      y[r][j] = std::fma((x[r][j] - m.mean) * m.inverse_deviation, gamma[j], beta[j]);
    }
  }
}

void norm_backward(std::size_t rows, std::size_t n, ConstRows x, const float* gamma, float epsilon, Rows d_y,
                   float* d_gamma, float* d_beta) {
  for (std::size_t r = 0; r < rows; ++r) {
    const Moments m = moments(n, x[r], epsilon);
    const auto count = static_cast<float>(n);
    const auto normed = [&](std::size_t j) { return (x[r][j] - m.mean) * m.inverse_deviation; };
    const float average =
        lane_sum(n, [&](std::size_t j, float s) { return s + d_y[r][j] * gamma[j]; }) / count;
    const float average_normed =
        lane_sum(n, [&](std::size_t j, float s) { return std::fma(d_y[r][j] * gamma[j], normed(j), s); }) /
        count;
    for (std::size_t j = 0; j < n; ++j) {
      d_gamma[j] = std::fma(d_y[r][j], normed(j), d_gamma[j]);
      d_beta[j] += d_y[r][j];
      d_y[r][j] = (d_y[r][j] * gamma[j] - average - normed(j) * average_normed) * m.inverse_deviation;
    }
  }
}

void relu(std::size_t rows, std::size_t n, Rows x) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < n; ++j) x[r][j] = x[r][j] > 0.0F ? x[r][j] : 0.0F;
  }
}

void relu_backward(std::size_t rows, std::size_t n, ConstRows y, Rows d_y) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < n; ++j) d_y[r][j] = y[r][j] > 0.0F ? d_y[r][j] : 0.0F;
  }
}

void max_rows(std::size_t rows, std::size_t n, ConstRows x, std::int32_t first_row, float* best,
              std::int32_t* winner) {
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < n; ++j) {
      if (x[r][j] > best[j]) {
        best[j] = x[r][j];
        winner[j] = first_row + static_cast<std::int32_t>(r);
      }
    }
  }
}

void adam(std::size_t n, const AdamRates& rates, const float* gradient, float* weight, float* m, float* v) {
  for (std::size_t j = 0; j < n; ++j) {
    const float g = gradient[j];
    m[j] = std::fma(g - m[j], rates.one_minus_beta1, m[j]);
    v[j] = std::fma(g * g - v[j], rates.one_minus_beta2, v[j]);
    weight[j] -= m[j] * rates.alpha / (std::sqrt(v[j]) + rates.epsilon);
  }
}

void adam_catch_up(std::size_t n, const AdamMissed& missed, float* weight, float* m, float* v) {
  for (std::size_t j = 0; j < n; ++j) {
    const float root = std::sqrt(v[j]), divisor = root + missed.epsilon, share = root / divisor;
    float sum = missed.c[3];
    for (int i = 2; i >= 0; --i) sum = std::fma(sum, share, missed.c[i]);
    weight[j] -= m[j] / divisor * sum;
    m[j] *= missed.beta1_power;
    v[j] *= missed.beta2_power;
  }
}

}  // namespace

const Kernels& reference_kernels() {
  static constexpr Kernels kTable = {.isa = Isa::kScalar,
                                     .row_tile = 1,
                                     .gemm = gemm,
                                     .transpose = transpose,
                                     .gather_add = gather_add,
                                     .add_bias = add_bias,
                                     .add_to = add_to,
                                     .add_columns = add_columns,
                                     .softmax = softmax,
                                     .softmax_backward = softmax_backward,
                                     .norm = norm,
                                     .norm_backward = norm_backward,
                                     .relu = relu,
                                     .relu_backward = relu_backward,
                                     .max_rows = max_rows,
                                     .adam = adam,
                                     .adam_catch_up = adam_catch_up};
  return kTable;
}

}  // namespace taxon
