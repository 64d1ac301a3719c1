// Reads damaged copies of two model files, each in a process of its own, and says how each ended:
//   damaged_models CUTS FLIPS
// A tiny model is cut at every length; one of the notebook's shape, with random weights, at CUTS random ones;
// and of both, FLIPS copies with one random bit flipped are read. Fails unless every copy is refused by an
// error of one line that names the file, in less than 100 MB. What counts as memory is the most that the
// reading process had resident at a time, the mapped file and a sanitizer's shadow included.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>

#include "base/error.h"
#include "model/model_file.h"
#include "model/tiny_model.h"

namespace taxon {
namespace {

namespace fs = std::filesystem;

constexpr double kMostMegabytes = 100;
constexpr unsigned kMostSeconds = 20;
// How a reading process ends; sanitizers end with other codes and crashes with none.
constexpr int kRefused = 10, kAccepted = 11, kOtherwise = 12;

struct Readings {
  int copies = 0, refused = 0, accepted = 0;
  double peak_megabytes = 0;
};

Classifier notebook_model() {
  EncoderConfig config{.vocabulary = 10000};
  config.classes = 20;
  Parameters parameters(config);
  initialize(parameters, config, AttentionInit::kKeras3, 1);
  std::vector<std::string> words(1), labels;
  for (int i = 0; i < config.vocabulary; ++i) words[0] += "word" + std::to_string(i) + " ";
  for (int i = 0; i < config.classes; ++i) labels.push_back("class " + std::to_string(i));
  ThreadPool pool(1);
  const TokenizerOptions options{.num_words = config.vocabulary, .oov_token = "<unw>"};
  return {.tokenizer = Tokenizer::fit(options, words, pool),
          .truncating = Side::kPre,
          .config = config,
          .labels = std::move(labels),
          .networks = one_network(std::move(parameters)),
          .provenance = {},
          .backing = nullptr};
}

int read_model(const std::string& path) {
  try {
    load_model(path);
    return kAccepted;
  } catch (const Error& error) {
    const std::string_view message = error.what();
    const bool good = message.starts_with(path + ": ") && message.find('\n') == std::string_view::npos;
    return good ? kRefused : kOtherwise;
  } catch (...) {
    return kOtherwise;
  }
}

// Runs `body` in a process of its own, which ends with what it returns; gives its wait status.
int in_child(const std::function<int()>& body, rusage& usage) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::alarm(kMostSeconds);
    ::_exit(body());
  }
  int status = 0;
  if (child < 0 || ::wait4(child, &status, 0, &usage) != child) throw std::runtime_error("cannot fork");
  return status;
}

void read_in_child(const std::string& path, Readings& readings) {
  rusage usage{};
  const int status = in_child([&] { return read_model(path); }, usage);
  ++readings.copies;
  readings.refused += WIFEXITED(status) && WEXITSTATUS(status) == kRefused ? 1 : 0;
  readings.accepted += WIFEXITED(status) && WEXITSTATUS(status) == kAccepted ? 1 : 0;
  readings.peak_megabytes =
      std::max(readings.peak_megabytes, static_cast<double>(usage.ru_maxrss) * 1024 / 1e6);
}

// The lengths must fall: each cut shortens the one copy further.
Readings read_cut(const std::string& model, const std::string& copy,
                  const std::vector<std::size_t>& lengths) {
  Readings readings;
  fs::copy_file(model, copy, fs::copy_options::overwrite_existing);
  for (const auto length : lengths) {
    fs::resize_file(copy, length);
    read_in_child(copy, readings);
  }
  return readings;
}

// Without a stream's buffer: under AddressSanitizer freed memory stays, and the readers would inherit it.
void flip(const std::string& path, std::size_t bit) {
  const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  const auto at = static_cast<off_t>(bit / 8);
  unsigned char byte = 0;
  bool done = ::pread(file, &byte, 1, at) == 1;
  byte = static_cast<unsigned char>(byte ^ (1U << (bit % 8)));
  done = done && ::pwrite(file, &byte, 1, at) == 1;
  ::close(file);
  if (!done) throw std::runtime_error("cannot flip a bit of " + path);
}

Readings read_flipped(const std::string& model, const std::string& copy, int flips, std::mt19937_64& random) {
  Readings readings;
  fs::copy_file(model, copy, fs::copy_options::overwrite_existing);
  for (int i = 0; i < flips; ++i) {
    const std::size_t bit = random() % (8 * fs::file_size(model));
    flip(copy, bit);
    read_in_child(copy, readings);
    flip(copy, bit);
  }
  return readings;
}

// Prints the row; whether every copy was refused in little memory.
bool report(const char* name, const char* damage, const Readings& readings) {
  const bool good = readings.refused == readings.copies && readings.peak_megabytes < kMostMegabytes;
  std::printf("| %-8s | %-22s | %6d | %7d | %8d | %9d | %7.1f |\n", name, damage, readings.copies,
              readings.refused, readings.accepted, readings.copies - readings.refused - readings.accepted,
              readings.peak_megabytes);
  std::fflush(stdout);
  return good;
}

std::vector<std::size_t> every_length(std::size_t size) {
  std::vector<std::size_t> lengths;
  while (size-- > 0) lengths.push_back(size);
  return lengths;
}

std::vector<std::size_t> random_lengths(std::size_t size, int count, std::mt19937_64& random) {
  std::vector<std::size_t> lengths;
  for (int i = 0; i < count; ++i) lengths.push_back(random() % size);
  std::sort(lengths.rbegin(), lengths.rend());
  return lengths;
}

bool read_whole(const std::string& model) {
  Readings readings;
  read_in_child(model, readings);
  std::printf("whole, %s has %ju bytes and is %s in %.1f MB\n", fs::path(model).filename().c_str(),
              fs::file_size(model), readings.accepted == 1 ? "read" : "NOT READ", readings.peak_megabytes);
  return readings.accepted == 1;
}

bool run(const std::string& folder, int cuts, int flips) {
  const std::string tiny = folder + "/tiny", notebook = folder + "/notebook", copy = folder + "/copy";
  // Made in processes of their own, so that the readers do not inherit their memory.
  rusage usage{};
  in_child([&] { return save_model(tiny_model(), tiny), 0; }, usage);
  in_child([&] { return save_model(notebook_model(), notebook), 0; }, usage);
  bool good = read_whole(tiny) && read_whole(notebook);
  std::printf("| %-8s | %-22s | %6s | %7s | %8s | %9s | %7s |\n", "model", "damage", "copies", "refused",
              "accepted", "otherwise", "peak MB");
  std::mt19937_64 random(1);
  good &= report("tiny", "cut at every length", read_cut(tiny, copy, every_length(fs::file_size(tiny))));
  good &= report("tiny", "one bit flipped", read_flipped(tiny, copy, flips, random));
  const auto lengths = random_lengths(fs::file_size(notebook), cuts, random);
  good &= report("notebook", "cut at random lengths", read_cut(notebook, copy, lengths));
  good &= report("notebook", "one bit flipped", read_flipped(notebook, copy, flips, random));
  return good;
}

}  // namespace
}  // namespace taxon

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: damaged_models CUTS FLIPS\n", stderr);
    return 2;
  }
  std::string folder = (std::filesystem::temp_directory_path() / "taxon_damaged_XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return 1;
  const bool good = taxon::run(folder, std::atoi(argv[1]), std::atoi(argv[2]));
  std::filesystem::remove_all(folder);
  return good ? 0 : 1;
}
