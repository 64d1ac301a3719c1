// taxon's side of the race against other programs: a bench server. README.md has its protocol.

#include <fmt/core.h>

#include <chrono>
#include <exception>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>

#include "base/error.h"
#include "bench_data.h"
#include "encoder/engine.h"
#include "simd/kernels.h"
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

  // Posts/s of one epoch over the next n posts, every row of the embedding brought up to date at its end.
  double train(std::size_t n) {
    predictor_.reset();  // it knows the weights as they were
    const double seconds = seconds_of([&] {
      for (std::size_t done = 0; done < n; done += kBatchSize) train_batch(std::min(kBatchSize, n - done));
      adam_.catch_up_all(parameters_, pool_);
    });
    return static_cast<double>(n) / seconds;
  }

  double predict(std::size_t n) {
    take(n);
    std::vector<float> logits(n * static_cast<std::size_t>(data_.config.classes));
    if (!predictor_) predictor_.emplace(data_.config, parameters_, pool_, kTableBytes, precision_);
    const double seconds = seconds_of([&] { predictor_->logits(texts_, logits); });
    return static_cast<double>(n) / seconds;
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
};

void serve(Server& server) {
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string verb;
    std::size_t posts = 0;
    words >> verb >> posts;
    if (verb == "info") {
      fmt::print("taxon ({})\n", isa_name(kernels().isa));
    } else if (verb == "train" && posts > 0) {
      fmt::print("{:.1f}\n", server.train(posts));
    } else if (verb == "predict" && posts > 0) {
      fmt::print("{:.1f}\n", server.predict(posts));
    } else {
      throw Error("'" + line + "' is none of: info, train N, predict N");
    }
    std::fflush(stdout);
  }
}

void run(const std::vector<std::string>& arguments) {
  const auto usage =
      "usage: taxon_bench DATA (--prepare ARCHIVE | --mask on|off --threads N [--precision fp32|bf16])";
  if (arguments.size() == 3 && arguments[1] == "--prepare")
    return prepare_bench_data(arguments[2], arguments[0]);
  const bool precision_given = arguments.size() == 7 && arguments[5] == "--precision";
  if ((arguments.size() != 5 && !precision_given) || arguments[1] != "--mask" || arguments[3] != "--threads")
    throw Error(usage);
  if (arguments[2] != "on" && arguments[2] != "off") throw Error(usage);
  BenchData data = read_bench_data(arguments[0]);
  data.config.mask = arguments[2] == "on";
  Precision precision = Precision::kFloat32;
  if (precision_given && arguments[6] != "fp32") {
    if (arguments[6] != "bf16") throw Error(usage);
    precision = Precision::kBfloat16;
  }
  Server server(data, std::stoi(arguments[4]), precision);
  serve(server);
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
