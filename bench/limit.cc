// taxon_limit: how near the engine comes to what this machine can do. README.md tells what is measured and
// how.

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "bench_data.h"
#include "bench_model.h"
#include "bench_program.h"
#include "encoder/slice.h"
#include "kernel_bench.h"
#include "limit_tables.h"
#include "machine.h"
#include "sampler.h"
#include "simd/isa.h"
#include "text/tokenizer.h"
#include "work.h"

namespace taxon {
namespace {

constexpr int kRounds = 3;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Does work() on so many posts 2 x kRounds times, looking at what the threads do every other time.
Measured measure(std::size_t posts, const auto& work) {
  std::vector<double> alone, looked_at;
  std::vector<std::vector<std::string>> stacks;
  for (int round = 0; round < kRounds; ++round) {
    alone.push_back(seconds_of(work));
    Sampler sampler;
    looked_at.push_back(seconds_of(work));
    sampler.stop();
    for (auto& stack : sampler.stacks()) stacks.push_back(std::move(stack));
  }
  Measured m;
  m.posts = static_cast<double>(posts);
  m.seconds = median(alone);
  m.looked_at_seconds = median(looked_at);
  m.shares = sort_stacks(stacks);
  return m;
}

// The shapes of the next posts, batch by batch, without going on to them.
std::vector<BatchShape> shapes_ahead(BenchModel& model, std::size_t posts) {
  const std::size_t place = model.place();
  std::vector<BatchShape> shapes;
  for (std::size_t done = 0; done < posts; done += kBatchSize) {
    const auto texts = model.take(std::min(kBatchSize, posts - done));
    shapes.push_back(shape_of(model.config(), model.parameters(), model.pool(), texts));
  }
  model.go_to(place);
  return shapes;
}

PhaseWork training_work(const EncoderConfig& config, const std::vector<BatchShape>& shapes) {
  PhaseWork total;
  for (const auto& shape : shapes) {
    const PhaseWork of_batch = training_work(config, shape);
    for (std::size_t p = 0; p < kPhases; ++p) total[p] += of_batch[p];
  }
  return total;
}

struct Means {
  double rows = 0, winners = 0, tokens = 0;  // a post, a post, a batch
};

Means means(const std::vector<BatchShape>& shapes) {
  Means m;
  double texts = 0;
  for (const auto& s : shapes) {
    m.rows += std::accumulate(s.rows.begin(), s.rows.end(), 0.0);
    m.winners += std::accumulate(s.winners.begin(), s.winners.end(), 0.0);
    m.tokens += static_cast<double>(s.tokens) / static_cast<double>(shapes.size());
    texts += static_cast<double>(s.rows.size());
  }
  m.rows /= texts;
  m.winners /= texts;
  return m;
}

// Winners change as the network learns, so they are counted before and after the measured steps: done was the
// mean.
Means measure_training(BenchModel& model, const Machine& machine, std::size_t posts) {
  constexpr std::size_t kRuns = 2 * kRounds;
  model.train(posts);  // the first steps have more winners than later ones
  const std::size_t place = model.place();
  const std::vector<BatchShape> before = shapes_ahead(model, kRuns * posts);
  Measured training = measure(posts, [&] { model.train(posts); });
  model.go_to(place);
  const std::vector<BatchShape> after = shapes_ahead(model, kRuns * posts);
  const PhaseWork first = training_work(model.config(), before),
                  second = training_work(model.config(), after);
  for (std::size_t p = 0; p < kPhases; ++p) {
    training.work[p] = {(first[p].multiply_adds + second[p].multiply_adds) / (2 * kRuns),
                        (first[p].bytes + second[p].bytes) / (2 * kRuns)};
  }
  Means of = means(after);
  of.winners = (of.winners + means(before).winners) / 2;
  fmt::print(
      "### Training, mask {}: {:.0f} rows a post, {:.0f} of them with a gradient; {:.0f} words a batch\n\n",
      model.config().mask ? "on" : "off", of.rows, of.winners, of.tokens);
  print_phases(machine, training);
  return of;
}

void measure_classifying(BenchModel& model, const Machine& machine, std::size_t posts) {
  const std::size_t place = model.place();
  const auto classify = [&] {
    model.go_to(place);
    model.predict(posts);
  };
  classify();  // projects the words
  Measured classifying = measure(posts, classify);
  model.go_to(place);
  classifying.work = classifying_work(model.config(), model.take(posts));
  fmt::print("### Classifying, mask {}\n\n", model.config().mask ? "on" : "off");
  print_phases(machine, classifying);
}

// The tokenizer does no arithmetic: the limit is how fast the texts can be read at all.
void measure_tokenizer(const std::string& data, const Machine& machine, int threads) {
  const std::vector<std::string> texts = read_bench_texts(data, 1U << 20U);
  double bytes = 0;
  for (const auto& text : texts) bytes += static_cast<double>(text.size());
  fmt::print("### Learning the words and turning texts into ids: {:.1f} MB of texts\n\n", bytes / 1e6);
  fmt::print("| threads | MB/s | of reading the bytes once |\n|---|---|---|\n");
  for (const bool all : {false, true}) {
    ThreadPool pool(all ? threads : 1);
    double best = 1e9;
    for (int run = 0; run < 3; ++run) {
      best = std::min(best, seconds_of([&] {
                        RaggedIds ids;
                        Tokenizer::fit_and_encode(notebook_tokenizer(), texts, pool, ids);
                      }));
    }
    fmt::print("| {} | {:.0f} | {:.1f} % |\n", pool.size(), bytes / 1e6 / best,
               100 * bytes / best / (all ? machine.all : machine.one).memory_read);
  }
  fmt::print("\n");
}

constexpr auto kUsage = "usage: taxon_limit --mask on|off --threads N (DATA POSTS)...";

void run(const std::vector<std::string>& arguments) {
  if (arguments.size() < 6 || arguments.size() % 2 != 0 || arguments[0] != "--mask" ||
      arguments[2] != "--threads") {
    throw Error(kUsage);
  }
  const int threads = std::stoi(arguments[3]);
  Machine machine;
  {
    ThreadPool one(1), all(threads);
    machine = {measure_peak(one), measure_peak(all), threads};
  }
  fmt::print("{}, {}, {} threads\n\n", cpu_name(), isa_name(active_isa()), threads);
  print_machine(machine);
  for (std::size_t i = 4; i < arguments.size(); i += 2) {
    BenchData data = read_bench_data(arguments[i]);
    data.config.mask = mask_of(arguments[1], kUsage);
    const std::string_view path = arguments[i];
    fmt::print("## {}\n\n", path.substr(path.rfind('/') + 1));
    const std::size_t posts = std::stoul(arguments[i + 1]);
    BenchModel model(data, threads, Precision::kFloat32);
    const Means of = measure_training(model, machine, posts);
    measure_classifying(model, machine, 3 * posts);
    if (i > 4) continue;
    measure_tokenizer(arguments[i], machine, threads);
    const auto rows = static_cast<std::size_t>(of.rows), winners = static_cast<std::size_t>(of.winners);
    print_kernels(machine, measure_kernels(data.config, rows, winners, winners * kBatchSize / kSlices));
  }
}

}  // namespace
}  // namespace taxon

int main(int count, char** values) {
  return taxon::run_program("taxon_limit", count, values, taxon::run);
}
