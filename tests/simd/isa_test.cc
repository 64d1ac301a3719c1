#include "simd/isa.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.h"
#include "simd/kernels.h"

namespace taxon {
namespace {

TEST(Isa, EnvironmentForcesALevel) {
  const char* old = std::getenv("TAXON_ISA");
  const std::string before = old ? old : "";
  for (const Isa isa : available_isas()) {
    setenv("TAXON_ISA", std::string(isa_name(isa)).c_str(), 1);
    EXPECT_EQ(active_isa(), isa);
    EXPECT_EQ(kernels(isa).isa, isa);
  }
  setenv("TAXON_ISA", "altivec", 1);
  try {
    active_isa();
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("TAXON_ISA: 'altivec'"), std::string::npos) << error.what();
  }
  setenv("TAXON_ISA", before.c_str(), 1);
}

}  // namespace
}  // namespace taxon
