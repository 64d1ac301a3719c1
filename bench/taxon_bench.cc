// taxon's side of the race against other programs: a bench server. README.md has its protocol.

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "bench_data.h"
#include "encoder/engine.h"
#include "simd/kernels.h"
#include "text/tokenizer.h"
#include "train/adam.h"

namespace taxon {
namespace {

constexpr std::size_t kBatchSize = 32;
constexpr double kLearningRate = 1e-3;

double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

class Server {
 public:
  Server(const BenchData& data, int threads, Precision precision)
      : data_(data),
        precision_(precision),
        pool_(threads),
        parameters_(data.config),
        engine_(data.config, pool_),
        adam_(data.config) {
    initialize(parameters_, data.config, AttentionInit::kKeras3, 0);
  }

  std::string info() const {
    return fmt::format("taxon ({}{})", isa_name(kernels().isa),
                       precision_ == Precision::kBfloat16 ? ", bfloat16" : "");
  }

  // The start values, for the peers to start from too.
  void save_weights(const std::string& path) const {
    const auto values = parameters_.values();
    write_file_atomically(
        path, std::string_view(reinterpret_cast<const char*>(values.data()), values.size_bytes()));
  }

  // Posts/s of one epoch over the next n posts, every row of the embedding brought up to date at its end.
  double train(std::size_t n) {
    predictor_.reset();  // it knows the weights as they were
    const double seconds = seconds_of([&] {
      for (std::size_t done = 0; done < n; done += kBatchSize) train_batch(std::min(kBatchSize, n - done));
      adam_.catch_up_all(parameters_, pool_);
    });
    return static_cast<double>(n) / seconds;
  }

  // Posts/s of the next n posts.
  double predict(std::size_t n) {
    take(n);
    predictor();
    return static_cast<double>(n) / seconds_of([&] { classify(texts_); });
  }

  // Median milliseconds of the next n posts, one at a time.
  double latency(std::size_t n) {
    take(n);
    predictor();
    std::vector<double> times;
    for (const auto& text : texts_) times.push_back(1e3 * seconds_of([&] { classify({&text, 1}); }));
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(n / 2), times.end());
    return times[n / 2];
  }

  // Of the first n posts, one after the other.
  std::vector<float> probabilities(std::size_t n) {
    const std::size_t place = std::exchange(next_, 0);
    take(n);
    next_ = place;
    const std::size_t classes = classify(texts_).size() / n;
    for (auto row = logits_.begin(); row != logits_.end(); row += static_cast<std::ptrdiff_t>(classes)) {
      const auto end = row + static_cast<std::ptrdiff_t>(classes);
      const float largest = *std::max_element(row, end);
      float sum = 0;
      for (auto p = row; p != end; ++p) sum += * p = std::exp(*p - largest);
      for (auto p = row; p != end; ++p) *p /= sum;
    }
    return logits_;
  }

 private:
  void take(std::size_t n) {
    texts_.clear();
    labels_.clear();
    for (; n > 0; --n, next_ = (next_ + 1) % data_.posts.labels.size()) {
      texts_.push_back(data_.posts.ids[next_]);
      labels_.push_back(data_.posts.labels[next_]);
    }
  }

  void train_batch(std::size_t n) {
    take(n);
    TrainingBatch batch;
    batch.texts = texts_;
    batch.labels = labels_;
    batch.batch = batches_++;
    const auto tokens = engine_.prepare(batch);
    adam_.catch_up(parameters_, tokens, pool_);
    engine_.run(parameters_);
    adam_.step(parameters_, kLearningRate, tokens, engine_.token_gradients(), engine_.dense_gradients(),
               pool_);
  }

  // Kept between calls: what is timed is a model that is loaded, as for the peers.
  Predictor& predictor() {
    if (!predictor_) predictor_.emplace(data_.config, parameters_, pool_, kTableBytes, precision_);
    return *predictor_;
  }

  const std::vector<float>& classify(std::span<const TokenIds> texts) {
    logits_.resize(texts.size() * static_cast<std::size_t>(data_.config.classes));
    predictor().logits(texts, logits_);
    return logits_;
  }

  const BenchData& data_;
  Precision precision_;
  ThreadPool pool_;
  Parameters parameters_;
  GradientEngine engine_;
  Adam adam_;
  std::optional<Predictor> predictor_;
  std::size_t next_ = 0;
  std::uint32_t batches_ = 0;
  std::vector<TokenIds> texts_;
  std::vector<std::int32_t> labels_;
  std::vector<float> logits_;
};

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

std::string answer(Server& server, const std::string& data_path, const std::string& line) {
  std::istringstream words(line);
  std::string verb, argument;
  words >> verb >> argument;
  if (verb == "info") return server.info();
  if (verb == "memory") return fmt::format("{:.1f}", peak_megabytes());
  if (verb == "save" && !argument.empty()) {
    server.save_weights(argument);
    return "saved";
  }
  const auto posts = static_cast<std::size_t>(std::max(0, std::atoi(argument.c_str())));
  if (posts > 0) {
    if (verb == "train") return fmt::format("{:.1f}", server.train(posts));
    if (verb == "predict") return fmt::format("{:.1f}", server.predict(posts));
    if (verb == "latency") return fmt::format("{:.4f}", server.latency(posts));
    if (verb == "tokenize") return fmt::format("{:.1f}", tokenize(data_path, posts));
    if (verb == "probabilities") return fmt::format("{:.7f}", fmt::join(server.probabilities(posts), " "));
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
  Server server(data, std::stoi(options["--threads"]), bfloat16 ? Precision::kBfloat16 : Precision::kFloat32);
  for (std::string line; std::getline(std::cin, line);) {
    fmt::print("{}\n", answer(server, arguments[0], line));
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
