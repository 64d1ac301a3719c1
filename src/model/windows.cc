#include "model/windows.h"

#include <algorithm>

#include "base/check.h"
#include "model/joined_logits.h"

namespace taxon {
namespace {

// Windows that the predictor gets at a time: enough for many threads, little to hold.
constexpr std::size_t kWindowsAtATime = 1024;

std::size_t step(std::size_t maxlen) {
  return maxlen - maxlen / 2;
}

// Takes the windows' logits one after the other and fills each text's when it has had its last window.
class WindowMeans {
 public:
  WindowMeans(const EncoderConfig& config, std::span<float> logits)
      : classes_(static_cast<std::size_t>(config.classes)),
        logits_(logits),
        empty_(config.output, 1, classes_),
        mean_(empty_) {}

  // answer: (C), of a window of the text, which has `count` of them.
  void add(std::span<const float> answer, std::size_t text, std::size_t count) {
    const auto out = logits_.subspan(text * classes_, classes_);
    if (count == 1) {
      std::ranges::copy(answer, out.begin());
      return;
    }
    mean_.add_network(answer, 1 / static_cast<double>(count));
    if (++added_ < count) return;
    std::ranges::copy(mean_.floats(), out.begin());
    mean_ = empty_;
    added_ = 0;
  }

 private:
  std::size_t classes_;
  std::span<float> logits_;   // (texts, C)
  const JoinedLogits empty_;  // of one text
  JoinedLogits mean_;         // of the windows that the text at work has had
  std::size_t added_ = 0;
};

}  // namespace

std::size_t window_count(std::size_t tokens, std::size_t maxlen) {
  if (tokens <= maxlen) return 1;
  return 1 + (tokens - maxlen + step(maxlen) - 1) / step(maxlen);
}

TokenIds window(TokenIds ids, std::size_t maxlen, std::size_t index) {
  if (ids.size() <= maxlen) return ids;
  return ids.subspan(std::min(index * step(maxlen), ids.size() - maxlen), maxlen);
}

void windowed_logits(Predictor& predictor, const EncoderConfig& config, std::span<const TokenIds> texts,
                     std::span<float> logits) {
  const auto classes = static_cast<std::size_t>(config.classes);
  const auto maxlen = static_cast<std::size_t>(config.maxlen);
  TAXON_CHECK(logits.size() == texts.size() * classes);
  struct Origin {
    std::size_t text, count;  // whose window it is, one of how many
  };
  std::vector<TokenIds> windows;
  std::vector<Origin> origins;
  std::vector<float> answers;
  WindowMeans means(config, logits);
  const auto classify = [&] {
    answers.resize(windows.size() * classes);
    predictor.logits(windows, answers);
    for (std::size_t w = 0; w < windows.size(); ++w) {
      means.add(std::span(answers).subspan(w * classes, classes), origins[w].text, origins[w].count);
    }
    windows.clear();
    origins.clear();
  };
  for (std::size_t t = 0; t < texts.size(); ++t) {
    const std::size_t count = window_count(texts[t].size(), maxlen);
    for (std::size_t w = 0; w < count; ++w) {
      windows.push_back(window(texts[t], maxlen, w));
      origins.push_back({t, count});
      if (windows.size() == kWindowsAtATime) classify();
    }
  }
  classify();
}

}  // namespace taxon
