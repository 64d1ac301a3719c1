#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/isa.h"
#include "simd/matrix.h"

namespace taxon {

// Numbers that one Adam step applies to every parameter alike.
struct AdamRates {
  float alpha;  // learning rate x sqrt(1 - beta2^t) / (1 - beta1^t)
  float one_minus_beta1, one_minus_beta2;
  float epsilon;
};

// What a row that no gradient reached for some steps missed; adam.h has the derivation.
struct AdamMissed {
  float beta1_power, beta2_power;  // beta^missed steps
  float c[4];                      // weights of the powers of sqrt(v) / (sqrt(v) + epsilon)
  float epsilon;
};

// The kernels of one instruction set. All sets give the same bits for the same arguments:
//   - an element of a product is one chain of fused multiply-adds in the order of the inner index;
//   - a sum along a row is 16 partial sums (element i goes to sum i mod 16, in rising order), combined as
//     8 + 8, 4 + 4, 2 + 2, 1 + 1;
//   - exp is our own polynomial in fused multiply-adds.
// Pointers may be misaligned. Outputs may not overlap inputs unless stated. All are thread-safe.
struct Kernels {
  Isa isa;
  // How many rows at a time make the best use of the registers: callers that cut rows into tiles take
  // multiples of it. It changes no result.
  std::size_t row_tile;

  // C (m, n) = A (m, k) B (k, n), or C += A B, the chain then starting from C's value. Columns up to n
  // rounded up to 16 are read from B and written to C.
  void (*gemm)(std::size_t m, std::size_t n, std::size_t k, LeftView a, ConstRows b, Rows c, bool accumulate);

  // out (cols, rows) = scale x in (rows, cols) transposed.
  void (*transpose)(std::size_t rows, std::size_t cols, ConstRows in, float scale, Rows out);

  // out[r] = first[index_a[r]] + second[index_b[r]], rows of n.
  void (*gather_add)(std::size_t rows, std::size_t n, ConstRows first, const std::int32_t* index_a,
                     ConstRows second, const std::int32_t* index_b, Rows out);

  // out[r] = in[r] + bias. in and out may be the same.
  void (*add_bias)(std::size_t rows, std::size_t n, ConstRows in, const float* bias, Rows out);

  // y[r] += x[r].
  void (*add_to)(std::size_t rows, std::size_t n, ConstRows x, Rows y);

  // sum[j] += x[0][j] + x[1][j] + ..., one after the other.
  void (*add_columns)(std::size_t rows, std::size_t n, ConstRows x, float* sum);

  // In place: each row of n becomes its softmax. Elements from n to n rounded up to 16 become 0.
  void (*softmax)(std::size_t rows, std::size_t n, Rows s);

  // In place: d_p becomes p x (d_p - sum(p x d_p)), row by row.
  void (*softmax_backward)(std::size_t rows, std::size_t n, ConstRows p, Rows d_p);

  // y = (x - mean) / sqrt(variance + epsilon) x gamma + beta along each row (biased variance).
  void (*norm)(std::size_t rows, std::size_t n, ConstRows x, const float* gamma, const float* beta,
               float epsilon, Rows y);

  // In place: d_y (by the output) becomes the gradient by the input x of norm(). d_gamma and d_beta are added
  // to.
  void (*norm_backward)(std::size_t rows, std::size_t n, ConstRows x, const float* gamma, float epsilon,
                        Rows d_y, float* d_gamma, float* d_beta);

  // In place: max(x, 0).
  void (*relu)(std::size_t rows, std::size_t n, Rows x);

  // In place: d_y becomes 0 where y, the output of relu(), is 0.
  void (*relu_backward)(std::size_t rows, std::size_t n, ConstRows y, Rows d_y);

  // best[j] = max(best[j], x[r][j]); where it grew, winner[j] = first_row + r. Earlier rows win ties.
  void (*max_rows)(std::size_t rows, std::size_t n, ConstRows x, std::int32_t first_row, float* best,
                   std::int32_t* winner);

  // One step of Adam (Kingma and Ba 2015, with Keras's placing of epsilon) over n parameters.
  void (*adam)(std::size_t n, const AdamRates& rates, const float* gradient, float* weight, float* m,
               float* v);

  // Brings n parameters over the steps that they missed.
  void (*adam_catch_up)(std::size_t n, const AdamMissed& missed, float* weight, float* m, float* v);
};

// The kernels of the level in use (active_isa(), looked up once a process), or of one level. Throws Error
// where the level is not available here.
const Kernels& kernels();
const Kernels& kernels(Isa isa);

}  // namespace taxon
