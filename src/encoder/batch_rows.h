#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "encoder/config.h"
#include "encoder/engine.h"
#include "encoder/matrix_buffer.h"
#include "encoder/tables.h"

namespace taxon {

// The rows of all texts of a batch, slice after slice, and which of them hold the same token or position.
class BatchRows {
 public:
  void lay(const EncoderConfig& config, std::span<const TokenIds> texts);

  std::size_t size() const { return tokens_.size(); }  // rows in all
  const std::vector<std::vector<std::size_t>>& slices() const { return slices_; }

  TextInput text(std::size_t i) const;
  std::size_t first_row(std::size_t text) const { return first_row_[text]; }

  // In the order of first appearance in the batch; a row's slot is its token's index here.
  std::span<const std::int32_t> distinct_tokens() const { return distinct_; }
  // The positions that rows lie at: [first, last).
  std::pair<std::size_t, std::size_t> position_range() const { return {first_position_, last_position_}; }

  // sum (n) = the rows of d_rows that hold the slot's token (the position): in order within a slice, the
  // slices in the fixed tree. May be called from several threads at once.
  void sum_token_rows(std::size_t slot, std::size_t n, ConstRows d_rows, float* sum) const;
  void sum_position_rows(std::size_t position, std::size_t n, ConstRows d_rows, float* sum) const;

 private:
  // Rows grouped by a key: those of key k are members[starts[k] .. starts[k + 1]), rising.
  struct Groups {
    std::vector<std::size_t> starts, members;
    void build(std::span<const std::int32_t> keys, std::size_t first_key, std::size_t count);
    std::span<const std::size_t> operator[](std::size_t key) const {
      return std::span(members).subspan(starts[key], starts[key + 1] - starts[key]);
    }
  };

  void append_text(const EncoderConfig& config, TokenIds ids, std::size_t text);
  void sum_rows(std::span<const std::size_t> members, std::size_t n, ConstRows d_rows, float* sum) const;

  std::vector<std::vector<std::size_t>> slices_;
  std::vector<std::size_t> slice_end_;  // of each slice, the row after its last
  std::vector<std::size_t> first_row_, row_count_;
  std::vector<std::int32_t> tokens_, slots_, positions_;
  std::vector<std::int32_t> distinct_;
  std::vector<std::int32_t> slot_of_token_;  // -1 where the batch has none; V entries
  std::size_t first_position_ = 0, last_position_ = 0;
  Groups by_token_, by_position_;
};

}  // namespace taxon
