#pragma once

#include <hdf5.h>

#include <mutex>
#include <string>
#include <utility>

#include "base/error.h"

namespace taxon {

// An HDF5 identifier that closes itself. For the two .cc files that call the HDF5 library.
class Hdf5Handle {
 public:
  // Throws Error without a place, saying that the library could not do `what`, where it gave no identifier.
  Hdf5Handle(hid_t id, herr_t (*close)(hid_t), const char* what) : id_(id), close_(close) {
    if (id < 0) throw Error(std::string("is damaged: HDF5 cannot ") + what);
  }
  ~Hdf5Handle() {
    if (id_ >= 0) close_(id_);
  }
  Hdf5Handle(Hdf5Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;

  hid_t get() const { return id_; }

 private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

// Debian's HDF5 is not made for threads: held by whoever calls it, or forks a child that will.
inline std::mutex& hdf5_mutex() {
  static std::mutex mutex;
  return mutex;
}

}  // namespace taxon
