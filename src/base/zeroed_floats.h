#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace taxon {

// Floats on a cache line's border that start as 0 without being written: pages that nobody touches cost no
// memory. A std::vector would write them all.
class ZeroedFloats {
 public:
  // At least n floats afterwards; those that were there keep their values, new ones are 0.
  void grow(std::size_t n) {
    if (n <= size_) return;
    constexpr std::size_t kLine = 64;
    std::unique_ptr<void, Free> fresh(std::calloc(n + kLine / sizeof(float), sizeof(float)));
    if (!fresh) throw std::bad_alloc();
    const auto address = reinterpret_cast<std::uintptr_t>(fresh.get());
    auto* const data = static_cast<float*>(fresh.get()) + (kLine - address % kLine) % kLine / sizeof(float);
    if (size_ > 0) std::memcpy(data, data_, size_ * sizeof(float));
    memory_ = std::move(fresh);
    data_ = data;
    size_ = n;
  }

  float* data() { return data_; }
  const float* data() const { return data_; }

 private:
  struct Free {
    void operator()(void* p) const { std::free(p); }
  };

  std::unique_ptr<void, Free> memory_;
  float* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace taxon
