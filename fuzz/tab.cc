// Tables with three header lines.
#include "fuzz.h"
#include "table_rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  taxon::check_rows(taxon::Format::kOrangeTab, taxon::as_text(data, size));
  return 0;
}
