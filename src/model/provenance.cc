#include "model/provenance.h"

#include <array>
#include <string_view>

#include "base/sha256.h"

namespace taxon {
namespace {

void update_length(Sha256& sha, std::size_t size) {
  std::array<char, 8> length{};
  for (std::size_t i = 0; i < length.size(); ++i) length[i] = static_cast<char>(size >> (8 * i));
  sha.update({length.data(), length.size()});
}

void update_with_length(Sha256& sha, std::string_view bytes) {
  update_length(sha, bytes.size());
  sha.update(bytes);
}

}  // namespace

std::string data_sha256(const Dataset& data) {
  Sha256 sha;
  for (std::size_t i = 0; i < data.size(); ++i) {
    update_with_length(sha, data.texts[i]);
    const auto labels = data.labels[i];
    // So that no label passes for the next text.
    if (data.multi_label) update_length(sha, labels.size());
    for (const auto label : labels) update_with_length(sha, data.classes[static_cast<std::size_t>(label)]);
  }
  return sha.hex();
}

}  // namespace taxon
