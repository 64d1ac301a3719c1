#include "data/data_check.h"

#include <string_view>

#include "data/similar_labels.h"

namespace taxon {
namespace {

constexpr std::string_view kBlanks = " \t\n\v\f\r";

std::vector<std::int64_t> texts_of_each_class(const Dataset& data) {
  std::vector<std::int64_t> counts(data.classes.size());
  for (const auto label : data.labels.values) ++counts[static_cast<std::size_t>(label)];
  return counts;
}

}  // namespace

DataCheck check_data(const Dataset& train, const Dataset* valid, ThreadPool& pool) {
  DataCheck check;
  check.train_texts = texts_of_each_class(train);
  if (valid) check.valid_texts = texts_of_each_class(*valid);
  check.similar_labels = similar_labels(train.classes);
  check.exact = find_duplicates(train, valid);

  std::vector<std::string_view> texts(train.texts.begin(), train.texts.end());
  if (valid) texts.insert(texts.end(), valid->texts.begin(), valid->texts.end());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i].find_first_not_of(kBlanks) == std::string_view::npos) check.empty.push_back(i);
  }
  // A text that repeats another is represented by it.
  std::vector<bool> skip(texts.size());
  for (const auto& pair : check.exact.repeats) skip[pair.later] = true;
  check.near = find_near_duplicates(texts, skip, pool);
  return check;
}

}  // namespace taxon
