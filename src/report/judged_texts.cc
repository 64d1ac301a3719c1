#include "report/judged_texts.h"

#include <algorithm>

#include "base/check.h"
#include "simd/scalar_math.h"

namespace taxon {

std::vector<JudgedText> judge_texts(std::span<const float> logits, std::span<const std::int32_t> labels,
                                    std::size_t classes) {
  TAXON_CHECK(logits.size() == labels.size() * classes);
  std::vector<JudgedText> texts;
  texts.reserve(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto row = logits.subspan(i * classes, classes);
    const auto truth = static_cast<std::size_t>(labels[i]);
    TAXON_CHECK(truth < classes);
    const auto answer = static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
    // At least 1, the answer's own part, however the others round: so the probability is at most 1.
    double sum = 0;
    for (const float logit : row)
      sum += exact_exp(static_cast<double>(logit) - static_cast<double>(row[answer]));
    texts.push_back(
        {.truth = labels[i],
         .answer = static_cast<std::int32_t>(answer),
         .probability = 1 / sum,
         .loss = exact_log(sum) - (static_cast<double>(row[truth]) - static_cast<double>(row[answer]))});
  }
  return texts;
}

}  // namespace taxon
