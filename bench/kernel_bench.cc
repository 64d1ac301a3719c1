#include "kernel_bench.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <numeric>

#include "encoder/matrix_buffer.h"
#include "simd/kernels.h"

namespace taxon {
namespace {

constexpr int kRuns = 5;
constexpr double kRunSeconds = 0.02;

// Seconds of one call of work(), the best of kRuns.
double seconds_a_call(const std::function<void()>& work) {
  using Clock = std::chrono::steady_clock;
  double best = 1e9;
  for (int run = 0; run < kRuns; ++run) {
    const auto start = Clock::now();
    double seconds = 0;
    int calls = 0;
    for (; seconds < kRunSeconds; seconds = std::chrono::duration<double>(Clock::now() - start).count()) {
      for (int i = 0; i < 8; ++i) work();
      calls += 8;
    }
    best = std::min(best, seconds / calls);
  }
  return best;
}

struct Product {
  const char* what;
  std::size_t m, n, k;
  bool transposed = false;  // the left factor is read down its columns
};

MatrixBuffer filled(std::size_t rows, std::size_t columns) {
  MatrixBuffer m(rows, columns);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) {
      m.rows()[r][c] = 1e-3F * static_cast<float>((r * 31 + c * 17) % 97);
    }
  }
  return m;
}

KernelSpeed product_speed(const Product& p) {
  const MatrixBuffer a = p.transposed ? filled(p.k, p.m) : filled(p.m, p.k), b = filled(p.k, p.n);
  MatrixBuffer c(p.m, p.n);
  const LeftView left = p.transposed ? transposed(a.rows()) : LeftView{a.rows().data, a.rows().stride};
  KernelSpeed speed;
  speed.kernel = fmt::format("product: {}", p.what);
  speed.shape = fmt::format("({}, {}){} ({}, {})", p.m, p.k, p.transposed ? "ᵀ" : "", p.k, p.n);
  speed.seconds = seconds_a_call([&] { kernels().gemm(p.m, p.n, p.k, left, b.rows(), c.rows(), false); });
  speed.flops = 2.0 * static_cast<double>(p.m) * static_cast<double>(p.n) * static_cast<double>(p.k);
  speed.bytes = 4.0 * static_cast<double>(p.m * p.k + p.k * p.n + p.m * p.n);
  return speed;
}

// A kernel that goes along `rows` rows of n: so many floats of each are read and written.
KernelSpeed row_speed(const char* name, std::size_t rows, std::size_t n, int floats,
                      const std::function<void()>& work) {
  return {name, fmt::format("({}, {})", rows, n), seconds_a_call(work), 0,
          4.0 * static_cast<double>(rows * n) * floats};
}

std::vector<KernelSpeed> row_kernels(std::size_t tile, std::size_t rows, std::size_t winners, std::size_t D,
                                     std::size_t width) {
  const Kernels& k = kernels();
  std::vector<KernelSpeed> result;
  MatrixBuffer scores = filled(tile, rows), x = filled(std::max(rows, winners), D), y = filled(rows, D);
  MatrixBuffer p = filled(winners, rows), d_p = filled(winners, rows), turned(D, rows),
               table = filled(rows, width), gathered(rows, width);
  MatrixBuffer vectors = filled(4, std::max(rows, D));
  float *gamma = vectors.rows()[0], *beta = vectors.rows()[1], *sums = vectors.rows()[2];
  std::vector<std::int32_t> index(rows);
  std::iota(index.begin(), index.end(), 0);
  result.push_back(row_speed("softmax", tile, rows, 2, [&] { k.softmax(tile, rows, scores.rows()); }));
  result.push_back(row_speed("softmax_backward", winners, rows, 3,
                             [&] { k.softmax_backward(winners, rows, p.rows(), d_p.rows()); }));
  result.push_back(
      row_speed("norm", tile, D, 2, [&] { k.norm(tile, D, x.rows(), gamma, beta, 1e-3F, y.rows()); }));
  result.push_back(row_speed("norm_backward", winners, D, 3, [&] {
    k.norm_backward(winners, D, x.rows(), gamma, 1e-3F, y.rows(), sums, sums);
  }));
  result.push_back(
      row_speed("transpose", rows, D, 2, [&] { k.transpose(rows, D, x.rows(), 1.0F, turned.rows()); }));
  result.push_back(row_speed("gather_add", rows, width, 3, [&] {
    k.gather_add(rows, width, table.rows(), index.data(), table.rows(), index.data(), gathered.rows());
  }));
  MatrixBuffer state = filled(4, 16384);
  const AdamRates rates{1e-3F, 0.1F, 1e-3F, 1e-7F};
  result.push_back(row_speed("adam", 1, 16384, 7, [&] {
    k.adam(16384, rates, state.rows()[0], state.rows()[1], state.rows()[2], state.rows()[3]);
  }));
  return result;
}

}  // namespace

std::vector<KernelSpeed> measure_kernels(const EncoderConfig& config, std::size_t rows, std::size_t winners,
                                         std::size_t slice_rows) {
  const auto D = static_cast<std::size_t>(config.embed_dim), F = static_cast<std::size_t>(config.ff_dim);
  const auto H = static_cast<std::size_t>(config.heads);
  const std::size_t tile = 2 * kernels().row_tile, R = winners, n = rows;
  const Product products[] = {{"words' projections", 112, 2 * H * D, D},
                              {"scores", tile, n, D},
                              {"weighted values", tile, D, n},
                              {"feed-forward, first layer", tile, F, D},
                              {"feed-forward, second layer", tile, D, F},
                              {"winners' weighted rows", R, D, n},
                              {"winners' gradient by the weighted rows", R, D, D},
                              {"gradient by attention's weights", R, n, D},
                              {"gradient by all rows", n, D, 2 * H * R, true},
                              {"a slice's gradient by the folded weights", D, D, slice_rows}};
  std::vector<KernelSpeed> result;
  for (const auto& product : products) result.push_back(product_speed(product));
  const auto others = row_kernels(tile, n, R, D, H * D);
  result.insert(result.end(), others.begin(), others.end());
  return result;
}

}  // namespace taxon
