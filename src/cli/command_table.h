#pragma once

#include <span>
#include <string>

#include "options/options.h"
#include "options/settings.h"

namespace taxon {

struct Command {
  CommandBit bit;
  std::string name;
  std::string summary;
  int (*run)(const Settings&);  // gives the exit status
};

// The one place where commands are declared; their options stand in options/options.h.
std::span<const Command> all_commands();

}  // namespace taxon
