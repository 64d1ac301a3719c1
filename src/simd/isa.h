#pragma once

#include <string_view>
#include <vector>

namespace taxon {

// The instruction sets that kernels are compiled for. All give the same bits.
enum class Isa { kAvx512, kAvx2, kNeon, kScalar };

// "avx512", "avx2", "neon", "scalar".
std::string_view isa_name(Isa isa);

// What this binary holds and this processor runs, the fastest first; kScalar is among them on x86-64.
std::vector<Isa> available_isas();

// The level in use: the first available one, or the one that the environment variable TAXON_ISA names. Throws
// Error where TAXON_ISA names a level that is unknown or not available. Read anew at each call.
Isa active_isa();

// The processor's name as its maker gives it, for reports; "unknown" where it cannot be had.
std::string_view cpu_name();

}  // namespace taxon
