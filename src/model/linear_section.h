#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "linear/linear_model.h"

namespace taxon {

// A linear model as two sections of a model file: its features, and its weights of them, so that one set of
// features can serve several sets of weights. docs/model-file.md has the layout. What is large stands in the
// file as it is used: it is neither copied to be written nor when it is read.
//
// The readers check everything that a later look-up or score relies on and throw Error, without a place, for
// what cannot be used. They take sections that start on a border of kSectionAlignment bytes, as those of a
// SectionFile do; what they give borrows from the section, which must outlive it and its copies.

// The features' section is head and pieces, which borrow from both.
std::string linear_features_head(const TfidfFeatures& features);
std::vector<std::string_view> linear_features_pieces(const TfidfFeatures& features, std::string_view head);
TfidfFeatures read_linear_features(std::span<const std::byte> section);

// The weights' section is these pieces, which borrow from the weights.
std::vector<std::string_view> linear_weights_pieces(const ByteWeights& weights);
ByteWeights read_linear_weights(std::span<const std::byte> section, std::size_t features,
                                std::size_t classes);

}  // namespace taxon
