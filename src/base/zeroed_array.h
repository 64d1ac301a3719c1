#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace taxon {

// Numbers on a cache line's border that start as 0 without being written: pages that nobody touches cost no
// memory, so that room may be taken for the most that could be needed. A std::vector would write all of it.
template <class T>
class ZeroedArray {
  static_assert(std::is_trivially_copyable_v<T> && 64 % sizeof(T) == 0);

 public:
  ZeroedArray() = default;
  explicit ZeroedArray(std::size_t n) { grow(n); }
  ZeroedArray(const ZeroedArray& other) : ZeroedArray(other.size_) {
    if (size_ > 0) std::memcpy(data_, other.data_, size_ * sizeof(T));
  }
  ZeroedArray(ZeroedArray&& other) noexcept { swap(other); }
  ZeroedArray& operator=(ZeroedArray other) noexcept {
    swap(other);
    return *this;
  }
  ~ZeroedArray() = default;

  // At least n numbers afterwards; those that were there keep their values, new ones are 0.
  void grow(std::size_t n) {
    if (n <= size_) return;
    constexpr std::size_t kLine = 64;
    std::unique_ptr<void, Free> fresh(std::calloc(n + kLine / sizeof(T), sizeof(T)));
    if (!fresh) throw std::bad_alloc();
    const auto address = reinterpret_cast<std::uintptr_t>(fresh.get());
    auto* const data = static_cast<T*>(fresh.get()) + (kLine - address % kLine) % kLine / sizeof(T);
    if (size_ > 0) std::memcpy(data, data_, size_ * sizeof(T));
    memory_ = std::move(fresh);
    data_ = data;
    size_ = n;
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(void* p) const { std::free(p); }
  };

  void swap(ZeroedArray& other) {
    std::swap(memory_, other.memory_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }

  std::unique_ptr<void, Free> memory_;
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace taxon
