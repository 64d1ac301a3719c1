// fastText's lines.
#include "fuzz.h"
#include "table_rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  taxon::check_rows(taxon::Format::kFastText, taxon::as_text(data, size));
  return 0;
}
