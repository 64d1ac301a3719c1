#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "data/dataset.h"

namespace taxon {

// Where a model comes from: enough to train it again and to know whether that is worth while. There is no
// clock time, no path and no machine in it, so identical runs leave identical bytes.
struct Provenance {
  std::string program = {};       // name and version
  std::string origin = {};        // the program that trained an imported model; empty: this one did
  std::string train_sha256 = {};  // data_sha256() of the training part
  std::string valid_sha256 = {};  // of the validation part; empty: there was none
  std::int64_t train_texts = 0, valid_texts = 0;
  std::uint64_t seed = 0;
  std::vector<std::pair<std::string, std::string>> options = {};  // given by the user, in the program's order

  int epochs = 0;      // that were trained
  int best_epoch = 0;  // whose weights these are; 0: none was completed
  // The best epoch's figures: those of the validation part where there was one.
  std::optional<double> loss = {}, accuracy = {};

  bool operator==(const Provenance&) const = default;
};

// SHA-256 over every text and its class name in order, each preceded by its length in bytes (8 bytes,
// little-endian). In a multi-label set each text is followed by the number of its labels (8 bytes) and then
// by their names.
std::string data_sha256(const Dataset& data);

}  // namespace taxon
