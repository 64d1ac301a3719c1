#include "simd/kernels.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "simd/kernels.cc"
#include <hwy/foreach_target.h>

#include "simd/gemm-inl.h"
#include "simd/rowwise-inl.h"

HWY_BEFORE_NAMESPACE();
namespace taxon {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_AVX3
constexpr Isa kIsa = Isa::kAvx512;
#elif HWY_TARGET == HWY_AVX2
constexpr Isa kIsa = Isa::kAvx2;
#elif HWY_TARGET == HWY_NEON
constexpr Isa kIsa = Isa::kNeon;
#else
constexpr Isa kIsa = Isa::kScalar;
#endif

const Kernels& table() {
  static constexpr Kernels kTable = {.isa = kIsa,
                                     .row_tile = kTileRows,
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

}  // namespace HWY_NAMESPACE
}  // namespace taxon
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string>

#include "base/check.h"
#include "base/error.h"

namespace taxon {

std::string_view isa_name(Isa isa) {
  switch (isa) {
    case Isa::kAvx512:
      return "avx512";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kNeon:
      return "neon";
    case Isa::kScalar:
      return "scalar";
  }
  check_failed("a known instruction set", __FILE__, __LINE__);
}

std::vector<Isa> available_isas() {
  const auto supported = HWY_SUPPORTED_TARGETS;
  std::vector<Isa> result;
#if HWY_TARGETS & HWY_AVX3
  if (supported & HWY_AVX3) result.push_back(Isa::kAvx512);
#endif
#if HWY_TARGETS & HWY_AVX2
  if (supported & HWY_AVX2) result.push_back(Isa::kAvx2);
#endif
#if HWY_TARGETS & HWY_NEON
  if (supported & HWY_NEON) result.push_back(Isa::kNeon);
#endif
#if HWY_TARGETS & HWY_SCALAR
  result.push_back(Isa::kScalar);
#endif
  (void)supported;
  return result;
}

Isa active_isa() {
  const auto available = available_isas();
  const char* forced = std::getenv("TAXON_ISA");
  if (!forced || !*forced) return available.front();
  std::string names;
  for (const Isa isa : available) {
    if (isa_name(isa) == forced) return isa;
    names += (names.empty() ? "" : ", ") + std::string(isa_name(isa));
  }
  throw Error({.field = "TAXON_ISA"},
              "'" + std::string(forced) + "' is not to be had here; choose one of " + names);
}

const Kernels& kernels(Isa isa) {
#if HWY_TARGETS & HWY_AVX3
  if (isa == Isa::kAvx512) return N_AVX3::table();
#endif
#if HWY_TARGETS & HWY_AVX2
  if (isa == Isa::kAvx2) return N_AVX2::table();
#endif
#if HWY_TARGETS & HWY_NEON
  if (isa == Isa::kNeon) return N_NEON::table();
#endif
#if HWY_TARGETS & HWY_SCALAR
  if (isa == Isa::kScalar) return N_SCALAR::table();
#endif
  throw Error({.field = "TAXON_ISA"}, std::string(isa_name(isa)) + " is not part of this build");
}

const Kernels& kernels() {
  static const Kernels& active = kernels(active_isa());
  return active;
}

std::string_view cpu_name() {
  static const std::string name = [] {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
      if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    }
    return std::string("unknown");
  }();
  return name;
}

}  // namespace taxon

#endif  // HWY_ONCE
