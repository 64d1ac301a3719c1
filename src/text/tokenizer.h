#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ragged.h"
#include "base/thread_pool.h"
#include "text/vocabulary.h"
#include "text/words.h"

namespace taxon {

// A token with its id. id 0: the tokenizer drops it (no id, and no OOV token to stand for it).
struct EncodedToken {
  std::string text;
  std::size_t begin = 0, end = 0;  // bytes of the original text
  std::int32_t id = 0;
};

// Keras's Tokenizer: texts to ids, options and quirks included. Immutable, so any number of threads may use
// one. All texts are well-formed UTF-8.
class Tokenizer {
 public:
  // With the words of a vocabulary that was fitted before. Throws Error for impossible options.
  Tokenizer(TokenizerOptions options, Vocabulary vocabulary);

  // Learns the vocabulary: the OOV token first, if there is one, then words by falling count, equal counts
  // by first appearance. The result does not depend on the number of threads.
  static Tokenizer fit(const TokenizerOptions& options, std::span<const std::string> texts, ThreadPool& pool);

  // fit() and the texts' ids, with every text read and cut once.
  static Tokenizer fit_and_encode(const TokenizerOptions& options, std::span<const std::string> texts,
                                  ThreadPool& pool, RaggedIds& ids);

  // `known` with the words of more texts: its own words keep their ids; the others follow, by falling count
  // in these texts, equal counts by first appearance, as far as num_words (of TokenizerOptions) has room for
  // them. left_out: how many it has no room for. Throws Error (field num-words) where the known words alone
  // are too many.
  struct Extended;
  static Extended extend(const Tokenizer& known, std::int32_t num_words, std::span<const std::string> texts,
                         ThreadPool& pool);

  // A word's id; a word without one (unknown, or not below num_words) gets the OOV token's or, if there
  // is none, is dropped.
  std::vector<std::int32_t> encode(std::string_view text) const;
  RaggedIds encode(std::span<const std::string> texts, ThreadPool& pool) const;
  // All tokens of a text with their ids, also those that encode() drops.
  std::vector<EncodedToken> tokens(std::string_view text) const;

  const TokenizerOptions& options() const { return options_; }
  const Vocabulary& vocabulary() const { return vocabulary_; }
  std::int32_t oov_id() const { return oov_id_; }  // 0: none
  // Every id given is below this: num_words or, without a limit, the number of words + 1. The rows that
  // an embedding needs.
  std::int32_t id_limit() const { return id_limit_; }
  // The words with an id below the limit: all that a model has to store.
  std::int32_t kept_words() const;

 private:
  static Tokenizer learn(const TokenizerOptions& options, std::span<const std::string> texts,
                         ThreadPool& pool, RaggedIds* ids);
  std::int32_t id_of(std::string_view word, std::uint64_t hash) const;  // 0: dropped
  void append_ids(std::string_view text, WordSplitter::Scratch& scratch,
                  std::vector<std::int32_t>& ids) const;

  TokenizerOptions options_;
  WordSplitter splitter_;
  Vocabulary vocabulary_;
  std::int32_t id_limit_ = 0, oov_id_ = 0;
};

struct Tokenizer::Extended {
  Tokenizer tokenizer;
  std::int32_t left_out = 0;
};

}  // namespace taxon
