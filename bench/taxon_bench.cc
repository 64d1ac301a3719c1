// taxon's side of the race against other programs: a bench server. README.md has its protocol.

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include "base/error.h"
#include "bench_data.h"
#include "bench_model.h"
#include "bench_program.h"
#include "text/tokenizer.h"

namespace taxon {
namespace {

// MB/s, on one thread, of learning the words of the first n texts and turning the texts into ids.
double tokenize(const std::string& data_path, std::size_t n) {
  const std::vector<std::string> texts = read_bench_texts(data_path, n);
  double bytes = 0;
  for (const auto& text : texts) bytes += static_cast<double>(text.size());
  ThreadPool one(1);
  return bytes / 1e6 / seconds_of([&] {
           RaggedIds ids;
           Tokenizer::fit_and_encode(notebook_tokenizer(), texts, one, ids);
         });
}

// Seconds from the archive of 20 Newsgroups to the ids of all its posts, their words learned meanwhile.
double read_to_ids(const std::string& archive, int threads) {
  ThreadPool pool(threads);
  return seconds_of([&] {
    RaggedIds ids;
    Tokenizer::fit_and_encode(notebook_tokenizer(), read_notebook_posts(archive).texts, pool, ids);
  });
}

// The most memory the process ever held, in MB.
double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

std::string answer(BenchModel& model, const std::string& data_path, int threads, const std::string& line) {
  std::istringstream words(line);
  std::string verb, argument;
  words >> verb >> argument;
  if (verb == "info") return model.info();
  if (verb == "memory") return fmt::format("{:.1f}", peak_megabytes());
  if (verb == "save" && !argument.empty()) {
    model.save_weights(argument);
    return "saved";
  }
  if (verb == "read" && !argument.empty()) return fmt::format("{:.3f}", read_to_ids(argument, threads));
  const auto posts = static_cast<std::size_t>(std::max(0, std::atoi(argument.c_str())));
  if (posts > 0) {
    if (verb == "train") return fmt::format("{:.1f}", model.train(posts));
    if (verb == "predict") return fmt::format("{:.1f}", model.predict(posts));
    if (verb == "latency") return fmt::format("{:.4f}", model.latency(posts));
    if (verb == "tokenize") return fmt::format("{:.1f}", tokenize(data_path, posts));
    if (verb == "probabilities") return fmt::format("{:.7f}", fmt::join(model.probabilities(posts), " "));
  }
  throw Error("'" + line + "' is none of the commands in bench/README.md");
}

constexpr auto kUsage =
    "usage: taxon_bench DATA (--prepare ARCHIVE --texts notebook|many-words|short|long |\n"
    "       --mask on|off --threads N [--dropout X] [--precision fp32|bf16] [--batch-size N])";

using Options = std::map<std::string, std::string>;

// The values of `--name value` pairs by name, and `defaults` where they say nothing else; just those names.
Options named_values(std::span<const std::string> arguments, Options defaults) {
  if (arguments.size() % 2 != 0) throw Error(kUsage);
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    const auto known = defaults.find(arguments[i]);
    if (known == defaults.end()) throw Error(kUsage);
    known->second = arguments[i + 1];
  }
  return defaults;
}

void prepare(const std::string& data, std::span<const std::string> arguments) {
  const auto options = named_values(arguments, {{"--prepare", ""}, {"--texts", ""}});
  prepare_bench_data(options.at("--prepare"),
                     chosen<BenchTexts>(options.at("--texts"),
                                        {{"notebook", BenchTexts::kNotebook},
                                         {"many-words", BenchTexts::kManyWords},
                                         {"short", BenchTexts::kShort},
                                         {"long", BenchTexts::kLong}},
                                        kUsage),
                     data);
}

void run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 2) throw Error(kUsage);
  const auto rest = std::span(arguments).subspan(1);
  if (rest[0] == "--prepare") return prepare(arguments[0], rest);

  const auto options = named_values(rest, {{"--mask", ""},
                                           {"--threads", ""},
                                           {"--dropout", "0.5"},
                                           {"--precision", "fp32"},
                                           {"--batch-size", std::to_string(kBatchSize)}});
  BenchData data = read_bench_data(arguments[0]);
  data.config.mask = mask_of(options.at("--mask"), kUsage);
  data.config.dropout = std::stof(options.at("--dropout"));
  const auto precision = chosen<Precision>(
      options.at("--precision"), {{"fp32", Precision::kFloat32}, {"bf16", Precision::kBfloat16}}, kUsage);
  const int threads = std::stoi(options.at("--threads"));
  BenchModel model(data, threads, precision, std::stoul(options.at("--batch-size")));
  for (std::string line; std::getline(std::cin, line);) {
    fmt::print("{}\n", answer(model, arguments[0], threads, line));
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace taxon

int main(int count, char** values) {
  return taxon::run_program("taxon_bench", count, values, taxon::run);
}
