#include "base/available_memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string_view>

namespace taxon {
namespace {

constexpr std::uint64_t kUnbounded = std::numeric_limits<std::uint64_t>::max();

// The number alone in a file, as a control group's limit; nothing where there is none ("max").
std::optional<std::uint64_t> number_in(const std::string& path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  if (file >> number) return number;
  return std::nullopt;
}

// The number behind `key` in a file of lines "KEY NUMBER ..." or "KEY: NUMBER ...".
std::uint64_t number_of(const std::string& path, std::string_view key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t number = 0;
    if (!(words >> name >> number)) continue;
    if (name.ends_with(':')) name.pop_back();
    if (name == key) return number;
  }
  return 0;
}

// The names of one version of control groups' files.
struct GroupFiles {
  const char *limit, *used, *inactive_files, *active_files;
};
constexpr GroupFiles kVersion2{"memory.max", "memory.current", "inactive_file", "active_file"};
constexpr GroupFiles kVersion1{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file",
                               "total_active_file"};

std::uint64_t left_in_group(const std::string& folder, const GroupFiles& names) {
  const auto limit = number_in(folder + "/" + names.limit), used = number_in(folder + "/" + names.used);
  if (!limit || !used) return kUnbounded;
  // Pages of files are let go before anybody is refused memory.
  const std::string statistics = folder + "/memory.stat";
  const std::uint64_t files =
      number_of(statistics, names.inactive_files) + number_of(statistics, names.active_files);
  const std::uint64_t held = *used - std::min(*used, files);
  return *limit - std::min(*limit, held);
}

// The least of a group and all those around it. A container may see its own group as the root, whatever the
// path.
std::uint64_t left_in_groups(const std::string& mount, std::string group, const GroupFiles& names) {
  std::uint64_t least = left_in_group(mount, names);
  for (; group.size() > 1; group.resize(group.rfind('/'))) {
    least = std::min(least, left_in_group(mount + group, names));
  }
  return least;
}

// Lines "0::PATH" (version 2) or "NUMBER:CONTROLLERS:PATH" (version 1).
std::uint64_t left_in_all_groups(const std::string& root) {
  std::uint64_t least = kUnbounded;
  std::ifstream file(root + "/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    const auto first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos || line.substr(second + 1, 1) != "/") continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const std::string group = line.substr(second + 1), mount = root + "/sys/fs/cgroup";
    if (controllers == ",,") least = std::min(least, left_in_groups(mount, group, kVersion2));
    if (controllers.find(",memory,") != std::string::npos) {
      least = std::min(least, left_in_groups(mount + "/memory", group, kVersion1));
    }
  }
  return least;
}

// Sizes of this process in pages: all of its address space first, then what is resident.
struct ProcessSize {
  std::uint64_t address_space = 0, resident = 0;
};

ProcessSize process_size() {
  ProcessSize size;
  std::ifstream("/proc/self/statm") >> size.address_space >> size.resident;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return {size.address_space * page, size.resident * page};
}

std::uint64_t left_of_address_space() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kUnbounded;
  return limit.rlim_cur - std::min<std::uint64_t>(limit.rlim_cur, process_size().address_space);
}

}  // namespace

AvailableMemory available_memory(const std::string& root) {
  AvailableMemory least{.bytes = kUnbounded, .bound = ""};
  const auto consider = [&](std::uint64_t bytes, const char* bound, bool counts_address_space = false) {
    if (bytes < least.bytes) least = {bytes, bound, counts_address_space};
  };
  constexpr std::uint64_t kKilo = 1024;
  const std::uint64_t available = number_of(root + "/proc/meminfo", "MemAvailable");
  consider(available > 0 ? available * kKilo : kUnbounded, "the machine's free memory");
  consider(left_in_all_groups(root), "the control group's memory limit");
  consider(left_of_address_space(), "the limit on address space (ulimit -v)", true);
  return least;
}

std::uint64_t resident_memory() {
  return process_size().resident;
}

std::uint64_t peak_resident_memory() {
  // Not getrusage()'s figure, which begins with what the program that started this one held.
  constexpr std::uint64_t kKilo = 1024;
  return number_of("/proc/self/status", "VmHWM") * kKilo;
}

}  // namespace taxon
