#include "data/text_source.h"

#include "base/error.h"

namespace taxon {

TextSource::TextSource(const std::string& path, const std::string& encoding, OnBadBytes on_bad_bytes,
                       const StopEvent* stop)
    : bytes_(path, stop), decoder_(encoding, on_bad_bytes) {
  decoder_.start(bytes_.name());
}

bool TextSource::read_more(std::string& text, std::int64_t line) {
  const std::size_t before = text.size();
  while (!at_end_ && bad_byte_.empty() && text.size() == before) {
    const auto piece = bytes_.next();
    at_end_ = piece.empty();
    try {
      if (at_end_) {
        decoder_.finish(text);
      } else {
        decoder_.append(piece, text);
      }
    } catch (const Error& error) {
      bad_byte_ = error.message();
    }
  }
  if (text.size() == before && !bad_byte_.empty()) throw Error({.file = name(), .line = line}, bad_byte_);
  return text.size() > before;
}

}  // namespace taxon
