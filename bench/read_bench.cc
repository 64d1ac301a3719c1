// How fast a file of labelled rows is read into texts and labels, and the memory that takes; one thread.
// Times are the processor's, and the file is read once before, so that neither the disk nor other programs
// count. Of a table also how fast it is cut into cells alone: the rest is making two strings a row.
#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>

#include "bench_program.h"
#include "data/byte_source.h"
#include "data/format.h"
#include "data/readers.h"
#include "data/table_file.h"

namespace taxon {
namespace {

constexpr double kMega = 1e6;

rusage usage() {
  rusage now{};
  getrusage(RUSAGE_SELF, &now);
  return now;
}

double processor_seconds() {
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / kMega;
  };
  const rusage now = usage();
  return seconds(now.ru_utime) + seconds(now.ru_stime);
}

double seconds_of(const auto& work) {
  const double begin = processor_seconds();
  work();
  return processor_seconds() - begin;
}

void cut_into_cells(const std::string& path, Format format) {
  TableFile table(path, {}, format);
  while (table.next()) continue;
}

void run(const std::vector<std::string>& arguments) {
  if (arguments.size() != 1) throw Error("usage: read_bench FILE");
  const std::string& path = arguments[0];
  ByteSource warm(path);
  while (!warm.next().empty()) continue;
  const auto megabytes = static_cast<double>(std::filesystem::file_size(path)) / kMega;
  const std::string name = std::filesystem::path(path).filename().string();
  const Format format = guess_format(path);
  if (format == Format::kCsv || format == Format::kTsv) {
    const double seconds = seconds_of([&] { cut_into_cells(path, format); });
    fmt::print("{}: cut into cells at {:.0f} MB/s\n", name, megabytes / seconds);
  }
  Dataset data;
  const double seconds = seconds_of([&] { data = read_dataset(path, {}); });
  double text_bytes = 0;
  for (const auto& text : data.texts) text_bytes += static_cast<double>(text.size());
  fmt::print("{}: {} rows, {:.0f} MB (texts {:.0f} MB) in {:.2f} s: {:.0f} MB/s; peak memory {:.0f} MB\n",
             name, data.size(), megabytes, text_bytes / kMega, seconds, megabytes / seconds,
             static_cast<double>(usage().ru_maxrss) * 1024 / kMega);
}

}  // namespace
}  // namespace taxon

int main(int argc, char** argv) {
  return taxon::run_program("read_bench", argc, argv, taxon::run);
}
