#pragma once

#include <optional>

#include "cli/command_table.h"
#include "options/settings.h"

namespace taxon {

struct Invocation {
  const Command* command = nullptr;
  Settings settings;
};

// What the command line asks for; nothing where it only asked for help or the version, which are then
// printed. Throws Error for a wrong call.
std::optional<Invocation> parse_command_line(int argc, const char* const* argv);

}  // namespace taxon
