#include "symbols.h"

#include <cxxabi.h>
#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/error.h"
#include "base/files.h"

namespace taxon {
namespace {

// What the addresses in the program's file are shifted by in memory.
std::uintptr_t load_shift() {
  std::uintptr_t shift = 0;
  // The program itself comes first.
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* to) {
        *static_cast<std::uintptr_t*>(to) = info->dlpi_addr;
        return 1;
      },
      &shift);
  return shift;
}

template <class T>
T read_at(const std::string& file, std::size_t offset) {
  T value;
  if (offset + sizeof(T) > file.size()) throw Error("the program's own file is cut short");
  std::memcpy(&value, file.data() + offset, sizeof(T));
  return value;
}

}  // namespace

Symbols::Symbols() : file_(read_file("/proc/self/exe")) {
  const auto header = read_at<Elf64_Ehdr>(file_, 0);
  const std::uintptr_t shift = load_shift();
  const auto section = [&](std::size_t i) {
    return read_at<Elf64_Shdr>(file_, header.e_shoff + i * header.e_shentsize);
  };
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const Elf64_Shdr table = section(i);
    if (table.sh_type != SHT_SYMTAB) continue;
    const char* names = file_.data() + section(table.sh_link).sh_offset;
    for (std::size_t at = 0; at < table.sh_size; at += sizeof(Elf64_Sym)) {
      const auto symbol = read_at<Elf64_Sym>(file_, table.sh_offset + at);
      if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_size == 0) continue;
      functions_.push_back(
          {symbol.st_value + shift, symbol.st_value + shift + symbol.st_size, names + symbol.st_name});
    }
  }
  if (functions_.empty())
    throw Error("this program was stripped of its symbols; build it with the bench preset");
  std::sort(functions_.begin(), functions_.end(),
            [](const Function& a, const Function& b) { return a.begin < b.begin; });
}

const std::string& Symbols::name(std::uintptr_t address) {
  static const std::string kNone;
  auto after = std::upper_bound(functions_.begin(), functions_.end(), address,
                                [](std::uintptr_t a, const Function& f) { return a < f.begin; });
  if (after == functions_.begin()) return kNone;
  const Function& function = *--after;
  if (address >= function.end) return kNone;
  const auto [entry, is_new] = demangled_.try_emplace(function.mangled);
  if (is_new) {
    int status = 0;
    char* readable = abi::__cxa_demangle(function.mangled, nullptr, nullptr, &status);
    entry->second = status == 0 ? readable : function.mangled;
    std::free(readable);
  }
  return entry->second;
}

}  // namespace taxon
