#include "cli/second_model.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "model/section_file.h"

namespace taxon {
namespace {

bool is_model_file(const std::string& path) {
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown)) return false;  // a pipe's bytes can be read only once
  std::string begin(kModelFile.magic.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return file && begin == kModelFile.magic;
}

}  // namespace

std::optional<std::string> take_second_model(std::vector<std::string>& paths) {
  const auto is_first = [&](const std::string& path) { return &path == &paths.front(); };
  for (const auto& path : paths) {
    if (is_first(path) || !is_model_file(path)) continue;
    throw Error({.file = path},
                "is a model among the DATA; evaluate takes one model or two, and then the DATA");
  }
  if (paths.empty() || !is_model_file(paths.front())) return std::nullopt;
  if (paths.size() == 1) {
    throw Error("two models and no DATA; name the labelled texts to compare them by behind them");
  }
  std::string model = std::move(paths.front());
  paths.erase(paths.begin());
  return model;
}

}  // namespace taxon
