// taxon's side of the race against other programs: a bench server. README.md has its protocol.

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include "base/error.h"
#include "bench_data.h"
#include "bench_model.h"
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

// The most memory the process ever held, in MB.
double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

std::string answer(BenchModel& model, const std::string& data_path, const std::string& line) {
  std::istringstream words(line);
  std::string verb, argument;
  words >> verb >> argument;
  if (verb == "info") return model.info();
  if (verb == "memory") return fmt::format("{:.1f}", peak_megabytes());
  if (verb == "save" && !argument.empty()) {
    model.save_weights(argument);
    return "saved";
  }
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
    "usage: taxon_bench DATA (--prepare ARCHIVE | --mask on|off --threads N [--dropout X] "
    "[--precision fp32|bf16])";

// The values of `--name value` pairs by name.
std::map<std::string, std::string> named_values(std::span<const std::string> arguments) {
  if (arguments.size() % 2 != 0) throw Error(kUsage);
  std::map<std::string, std::string> values;
  for (std::size_t i = 0; i < arguments.size(); i += 2) values[arguments[i]] = arguments[i + 1];
  return values;
}

// Whether the value, which must be one of the two, is `yes`.
bool is_chosen(const std::string& value, std::string_view yes, std::string_view no) {
  if (value != yes && value != no) throw Error(kUsage);
  return value == yes;
}

void run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) throw Error(kUsage);
  auto options = named_values(std::span(arguments).subspan(1));
  if (options.contains("--prepare")) return prepare_bench_data(options["--prepare"], arguments[0]);

  BenchData data = read_bench_data(arguments[0]);
  options.insert({{"--dropout", "0.5"}, {"--precision", "fp32"}});
  data.config.mask = is_chosen(options["--mask"], "on", "off");
  data.config.dropout = std::stof(options["--dropout"]);
  const bool bfloat16 = is_chosen(options["--precision"], "bf16", "fp32");
  if (options.size() != 4 || !options.contains("--threads")) throw Error(kUsage);
  BenchModel model(data, std::stoi(options["--threads"]),
                   bfloat16 ? Precision::kBfloat16 : Precision::kFloat32);
  for (std::string line; std::getline(std::cin, line);) {
    fmt::print("{}\n", answer(model, arguments[0], line));
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace taxon

int main(int count, char** values) {
  try {
    taxon::run(std::vector<std::string>(values + 1, values + count));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "taxon_bench: {}\n", error.what());
    return 2;
  }
}
