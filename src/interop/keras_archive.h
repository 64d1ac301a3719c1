#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/files.h"

namespace taxon {

// The zip that Keras 3 saves a model as (".keras").
struct KerasArchive {
  std::string config;    // config.json: layers and how they hang together
  std::string metadata;  // metadata.json: Keras's version
  std::string weights;   // model.weights.h5: an HDF5 file
};

// `bytes` are those of the file. Checksums are compared; memory is taken for what comes out, not for what the
// zip says about itself. Throws Error naming `file` where it is no whole zip or lacks a member.
KerasArchive read_keras_archive(std::span<const std::byte> bytes, const std::string& file);

// The same archive as bytes, handed to the sink; members are stored as they are, as Keras does it, without a
// clock time. Throws Error without a place.
void write_keras_archive(const KerasArchive& archive, const Sink& sink);

}  // namespace taxon
