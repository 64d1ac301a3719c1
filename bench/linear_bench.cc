// The linear model on 20 Newsgroups: how long it learns and what it gets right, as one line of JSON.
//   linear_bench ARCHIVE notebook|by-date|stripped [--threads N]
//   linear_bench ARCHIVE notebook|by-date|stripped --write TEXTS    the same texts as JSON Lines, for a peer
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench_program.h"
#include "data/readers.h"
#include "data/split.h"
#include "linear/training.h"

namespace taxon {
namespace {

constexpr const char* kUsage =
    "usage: linear_bench ARCHIVE notebook|by-date|stripped [--threads N | --write TEXTS]";

enum class Posts { kNotebook, kByDate, kStripped };

struct Parts {
  Dataset train, test;
};

Parts read_posts(const std::string& archive, Posts which) {
  ReadOptions options;
  options.encoding = "latin-1";
  if (which == Posts::kNotebook) {
    options.subset = Subset::kAll;
    options.shuffle_seed = 42;
    Dataset all = read_dataset(archive, options);
    const Split split = stratified_split(all.single_labels(), all.classes, 0.1, 19);
    return {take(all, split.train), take(all, split.valid)};
  }
  if (which == Posts::kStripped) options.remove = {true, true, true};
  options.subset = Subset::kTrain;
  Parts parts;
  parts.train = read_dataset(archive, options);
  options.subset = Subset::kTest;
  parts.test = read_dataset(archive, options);
  return parts;
}

void write_posts(const Parts& parts, const std::string& path) {
  std::ofstream file(path);
  for (const auto& [name, part] : {std::pair{"train", &parts.train}, std::pair{"test", &parts.test}}) {
    for (std::size_t i = 0; i < part->size(); ++i) {
      const nlohmann::json post{
          {"part", name}, {"label", part->single_labels()[i]}, {"text", part->texts[i]}};
      file << post.dump() << '\n';
    }
  }
  if (!file.flush()) throw Error({.file = path}, "cannot be written");
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

// Adds `name` and `name`_processor, the seconds since the last call, to the result.
class Clock {
 public:
  void take(nlohmann::ordered_json& result, const std::string& name) {
    const auto wall = std::chrono::steady_clock::now();
    const std::clock_t processor = std::clock();
    result[name] = std::chrono::duration<double>(wall - wall_).count();
    result[name + "_processor"] = static_cast<double>(processor - processor_) / CLOCKS_PER_SEC;
    wall_ = wall;
    processor_ = processor;
  }

 private:
  std::chrono::steady_clock::time_point wall_ = std::chrono::steady_clock::now();
  std::clock_t processor_ = std::clock();
};

nlohmann::ordered_json race(const Parts& parts, int threads) {
  const double before = peak_megabytes();
  const std::size_t classes = parts.train.classes.size();
  nlohmann::ordered_json result{{"program", fmt::format("taxon, {} threads", threads)}};
  ThreadPool pool(threads);
  Clock clock;
  const auto training = LinearTraining::prepare({}, {parts.train.texts, parts.train.labels, classes}, pool);
  clock.take(result, "features_seconds");
  const LinearModel model = training->train({})->model;
  clock.take(result, "solve_seconds");
  const std::vector<double> scores = model.score(parts.test.texts, pool);
  clock.take(result, "predict_seconds");
  std::size_t right = 0;
  for (std::size_t i = 0; i < parts.test.size(); ++i) {
    const auto own = std::span(scores).subspan(i * classes, classes);
    const auto answer = std::ranges::max_element(own) - own.begin();
    if (answer == parts.test.single_labels()[i]) ++right;
  }
  result["features"] = model.features().size();
  result["accuracy"] = static_cast<double>(right) / static_cast<double>(parts.test.size());
  result["memory_mb"] = peak_megabytes() - before;
  return result;
}

void run(const std::vector<std::string>& arguments) {
  if (arguments.size() != 2 && arguments.size() != 4) throw Error(kUsage);
  const auto which = chosen<Posts>(
      arguments[1],
      {{"notebook", Posts::kNotebook}, {"by-date", Posts::kByDate}, {"stripped", Posts::kStripped}}, kUsage);
  const std::string option = arguments.size() == 4 ? arguments[2] : "--threads";
  if (option != "--threads" && option != "--write") throw Error(kUsage);
  const Parts parts = read_posts(arguments[0], which);
  if (option == "--write") return write_posts(parts, arguments[3]);
  const int threads = arguments.size() == 4 ? std::stoi(arguments[3]) : available_cores();
  fmt::print("{}\n", race(parts, threads).dump());
}

}  // namespace
}  // namespace taxon

int main(int argc, char** argv) {
  return taxon::run_program("linear_bench", argc, argv, taxon::run);
}
