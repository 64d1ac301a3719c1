#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace taxon {

// The functions of this program by address, local ones too, from the symbol table in its own file (ELF, 64
// bits, as Linux has it).
class Symbols {
 public:
  // Throws Error where the program's file has no symbol table.
  Symbols();

  // The demangled name of the function that holds the address; empty outside of the program, as in a library.
  const std::string& name(std::uintptr_t address);

 private:
  struct Function {
    std::uintptr_t begin, end;
    const char* mangled;  // into file_
  };
  std::string file_;
  std::vector<Function> functions_;  // by rising address
  std::map<const char*, std::string> demangled_;
};

}  // namespace taxon
