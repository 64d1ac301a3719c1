// Kernels that go along rows: softmax, layer norm, Adam and the small additions. Included once for each
// target by kernels.cc.
#if defined(TAXON_SIMD_ROWWISE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TAXON_SIMD_ROWWISE_INL_H_
#undef TAXON_SIMD_ROWWISE_INL_H_
#else
#define TAXON_SIMD_ROWWISE_INL_H_
#endif

#include <hwy/cache_control.h>

#include <cstdint>

#include "simd/kernels.h"
#include "simd/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace taxon {
namespace HWY_NAMESPACE {

void gather_add(std::size_t rows, std::size_t n, ConstRows first, const std::int32_t* index_a,
                ConstRows second, const std::int32_t* index_b, Rows out) {
  // Rows of large tables come from memory far away and in no order that the processor could guess.
  constexpr std::size_t kAhead = 4;
  for (std::size_t r = 0; r < rows; ++r) {
    const float* a = first[static_cast<std::size_t>(index_a[r])];
    const float* b = second[static_cast<std::size_t>(index_b[r])];
    const std::size_t later = r + kAhead < rows ? r + kAhead : r;
    const float* next_a = first[static_cast<std::size_t>(index_a[later])];
    const float* next_b = second[static_cast<std::size_t>(index_b[later])];
    float* to = out[r];
    for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
      hwy::Prefetch(next_a + j);
      hwy::Prefetch(next_b + j);
      group.put(add(group.get(a + j, 0.0F), group.get(b + j, 0.0F)), to + j);
    });
  }
}

void add_bias(std::size_t rows, std::size_t n, ConstRows in, const float* bias, Rows out) {
  for (std::size_t r = 0; r < rows; ++r) {
    for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
      group.put(add(group.get(in[r] + j, 0.0F), group.get(bias + j, 0.0F)), out[r] + j);
    });
  }
}

void add_to(std::size_t rows, std::size_t n, ConstRows x, Rows y) {
  for (std::size_t r = 0; r < rows; ++r) {
    for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
      group.put(add(group.get(y[r] + j, 0.0F), group.get(x[r] + j, 0.0F)), y[r] + j);
    });
  }
}

void add_columns(std::size_t rows, std::size_t n, ConstRows x, float* sum) {
  for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
    Lanes s = group.get(sum + j, 0.0F);
    for (std::size_t r = 0; r < rows; ++r) s = add(s, group.get(x[r] + j, 0.0F));
    group.put(s, sum + j);
  });
}

void softmax(std::size_t rows, std::size_t n, Rows s) {
  constexpr float kLowest = -3.4028235e38F;
  for (std::size_t r = 0; r < rows; ++r) {
    float* row = s[r];
    Lanes top = broadcast(kLowest);
    for_groups(n, [&](std::size_t j, auto group) HWY_ATTR { top = max(group.get(row + j, kLowest), top); });
    const Lanes shift = broadcast(largest(top));
    Lanes sum = broadcast(0.0F);
    for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
      const Lanes e = exp_nonpositive(sub(group.get(row + j, kLowest), shift));
      sum = add(sum, e);
      store(e, row + j);  // beyond n: exp of the lowest float, 0
    });
    const Lanes factor = broadcast(1.0F / total(sum));
    for (std::size_t j = 0; j < n; j += kLanes) store(mul(load(row + j), factor), row + j);
  }
}

void softmax_backward(std::size_t rows, std::size_t n, ConstRows p, Rows d_p) {
  for (std::size_t r = 0; r < rows; ++r) {
    Lanes sum = broadcast(0.0F);
    for_groups(n, [&](std::size_t j, auto group)
                      HWY_ATTR { sum = fma(group.get(p[r] + j, 0.0F), group.get(d_p[r] + j, 0.0F), sum); });
    const Lanes dot = broadcast(total(sum));
    for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
      const Lanes d = sub(group.get(d_p[r] + j, 0.0F), dot);
      group.put(mul(group.get(p[r] + j, 0.0F), d), d_p[r] + j);
    });
  }
}

struct Moments {
  float mean, inverse_deviation;
};

HWY_INLINE Moments moments(std::size_t n, const float* x, float epsilon) {
  Lanes sum = broadcast(0.0F);
  for_groups(n, [&](std::size_t j, auto group) HWY_ATTR { sum = add(sum, group.get(x + j, 0.0F)); });
  const float mean = total(sum) / static_cast<float>(n);
  const Lanes center = broadcast(mean);
  Lanes squares = broadcast(0.0F);
  for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
    const Lanes d = sub(group.get(x + j, mean), center);
    squares = fma(d, d, squares);
  });
  return {mean, 1.0F / std::sqrt(total(squares) / static_cast<float>(n) + epsilon)};
}

void norm(std::size_t rows, std::size_t n, ConstRows x, const float* gamma, const float* beta, float epsilon,
          Rows y) {
  for (std::size_t r = 0; r < rows; ++r) {
    const Moments m = moments(n, x[r], epsilon);
    const Lanes mean = broadcast(m.mean), scale = broadcast(m.inverse_deviation);
    for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
      const Lanes normed = mul(sub(group.get(x[r] + j, 0.0F), mean), scale);
      group.put(fma(normed, group.get(gamma + j, 0.0F), group.get(beta + j, 0.0F)), y[r] + j);
    });
  }
}

void norm_backward(std::size_t rows, std::size_t n, ConstRows x, const float* gamma, float epsilon, Rows d_y,
                   float* d_gamma, float* d_beta) {
  for (std::size_t r = 0; r < rows; ++r) {
    const Moments m = moments(n, x[r], epsilon);
    const Lanes mean = broadcast(m.mean), scale = broadcast(m.inverse_deviation);
    Lanes sum = broadcast(0.0F), sum_normed = broadcast(0.0F);
    for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
      const Lanes d = group.get(d_y[r] + j, 0.0F);
      const Lanes normed = mul(sub(group.get(x[r] + j, m.mean), mean), scale);
      const Lanes by_normed = mul(d, group.get(gamma + j, 0.0F));
      sum = add(sum, by_normed);
      sum_normed = fma(by_normed, normed, sum_normed);
      group.put(fma(d, normed, group.get(d_gamma + j, 0.0F)), d_gamma + j);
      group.put(add(group.get(d_beta + j, 0.0F), d), d_beta + j);
    });
    const Lanes average = broadcast(total(sum) / static_cast<float>(n));
    const Lanes average_normed = broadcast(total(sum_normed) / static_cast<float>(n));
    for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
      const Lanes normed = mul(sub(group.get(x[r] + j, m.mean), mean), scale);
      const Lanes by_normed = mul(group.get(d_y[r] + j, 0.0F), group.get(gamma + j, 0.0F));
      const Lanes centered = sub(sub(by_normed, average), mul(normed, average_normed));
      group.put(mul(centered, scale), d_y[r] + j);
    });
  }
}

void relu(std::size_t rows, std::size_t n, Rows x) {
  const Lanes zero = broadcast(0.0F);
  for (std::size_t r = 0; r < rows; ++r) {
    for_groups(n, [&](std::size_t j, auto group)
                      HWY_ATTR { group.put(max(group.get(x[r] + j, 0.0F), zero), x[r] + j); });
  }
}

void relu_backward(std::size_t rows, std::size_t n, ConstRows y, Rows d_y) {
  for (std::size_t r = 0; r < rows; ++r) {
    for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
      const Lanes out = group.get(y[r] + j, 0.0F);
      Lanes d = group.get(d_y[r] + j, 0.0F);
      TAXON_UNROLL for (std::size_t p = 0; p < kParts; ++p) {
        d.part[p] = hn::IfThenElseZero(hn::Gt(out.part[p], hn::Zero(Tag())), d.part[p]);
      }
      group.put(d, d_y[r] + j);
    });
  }
}

void max_rows(std::size_t rows, std::size_t n, ConstRows x, std::int32_t first_row, float* best,
              std::int32_t* winner) {
  const Tag d;
  const hn::RebindToSigned<Tag> di;
  std::size_t j = 0;
  for (; j + kWidth <= n; j += kWidth) {
    Vec top = hn::LoadU(d, best + j);
    auto who = hn::LoadU(di, winner + j);
    for (std::size_t r = 0; r < rows; ++r) {
      const Vec value = hn::LoadU(d, x[r] + j);
      const auto larger = hn::Gt(value, top);
      top = hn::IfThenElse(larger, value, top);
      who = hn::IfThenElse(hn::RebindMask(di, larger), hn::Set(di, first_row + static_cast<std::int32_t>(r)),
                           who);
    }
    hn::StoreU(top, d, best + j);
    hn::StoreU(who, di, winner + j);
  }
  for (; j < n; ++j) {
    for (std::size_t r = 0; r < rows; ++r) {
      if (x[r][j] > best[j]) {
        best[j] = x[r][j];
        winner[j] = first_row + static_cast<std::int32_t>(r);
      }
    }
  }
}

void adam(std::size_t n, const AdamRates& rates, const float* gradient, float* weight, float* m, float* v) {
  const Lanes alpha = broadcast(rates.alpha), epsilon = broadcast(rates.epsilon);
  const Lanes by_beta1 = broadcast(rates.one_minus_beta1), by_beta2 = broadcast(rates.one_minus_beta2);
  for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
    const Lanes g = group.get(gradient + j, 0.0F);
    Lanes m1 = group.get(m + j, 0.0F), v1 = group.get(v + j, 0.0F);
    m1 = fma(sub(g, m1), by_beta1, m1);
    v1 = fma(sub(mul(g, g), v1), by_beta2, v1);
    const Lanes step = div(mul(m1, alpha), add(sqrt(v1), epsilon));
    group.put(m1, m + j);
    group.put(v1, v + j);
    group.put(sub(group.get(weight + j, 0.0F), step), weight + j);
  });
}

void adam_catch_up(std::size_t n, const AdamMissed& missed, float* weight, float* m, float* v) {
  const Lanes power1 = broadcast(missed.beta1_power), power2 = broadcast(missed.beta2_power);
  const Lanes epsilon = broadcast(missed.epsilon);
  for_groups(n, [&](std::size_t j, auto group) HWY_ATTR {
    const Lanes m0 = group.get(m + j, 0.0F), v0 = group.get(v + j, 0.0F);
    const Lanes root = sqrt(v0);
    const Lanes divisor = add(root, epsilon);
    const Lanes share = div(root, divisor);
    Lanes sum = broadcast(missed.c[3]);
    for (int i = 2; i >= 0; --i) sum = fma(sum, share, broadcast(missed.c[i]));
    const Lanes step = mul(div(m0, divisor), sum);
    group.put(mul(m0, power1), m + j);
    group.put(mul(v0, power2), v + j);
    group.put(sub(group.get(weight + j, 0.0F), step), weight + j);
  });
}

}  // namespace HWY_NAMESPACE
}  // namespace taxon
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
