#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace taxon {

// Numbers that stay as they are: owned by all copies together, or borrowed, from a mapped file say. Cheap to
// copy; any number of threads may read one.
template <class T>
class SharedArray {
 public:
  SharedArray() = default;
  SharedArray(std::vector<T> values)  // NOLINT: a vector that is given away is such an array
      : owned_(std::make_shared<const std::vector<T>>(std::move(values))), values_(*owned_) {}

  // The values must outlive the array and its copies.
  static SharedArray borrow(std::span<const T> values) {
    SharedArray array;
    array.values_ = values;
    return array;
  }

  std::size_t size() const { return values_.size(); }
  const T* data() const { return values_.data(); }
  const T& operator[](std::size_t i) const { return values_[i]; }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }
  std::span<const T> span() const { return values_; }

  friend bool operator==(const SharedArray& a, const SharedArray& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  std::shared_ptr<const std::vector<T>> owned_;  // null if borrowed
  std::span<const T> values_;
};

}  // namespace taxon
