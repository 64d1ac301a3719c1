#include "archive_rules.h"

#include <set>

#include "dataset_rules.h"
#include "fuzz.h"

namespace taxon {
namespace {

void check_name(std::string_view name) {
  for (const auto part : parts_between(name, "/"))
    FUZZ_REQUIRE(part != ".." && part != "." && (!part.empty() || name.empty()));
}

void check_documents(const Documents& documents, std::size_t limit) {
  const std::set<std::string> once(documents.names.begin(), documents.names.end());
  FUZZ_REQUIRE(once.size() == documents.names.size());
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < documents.names.size(); ++i) {
    check_name(documents.names[i]);
    bytes += documents.load(i).size();
  }
  FUZZ_REQUIRE(bytes <= limit);
}

}  // namespace

void check_archive(const std::function<Documents()>& read, std::size_t archive_size) {
  const auto documents = accepted(read);
  if (!documents) return;
  check_documents(*documents, (std::size_t{64} << 20U) + 100 * archive_size);
  const ReadOptions options{.on_bad_bytes = OnBadBytes::kReplace};
  const auto made = accepted([&] { return from_class_folders(read(), options); });
  if (made) require_well_formed(*made);
}

}  // namespace taxon
