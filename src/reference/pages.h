#pragma once

#include <string>

namespace taxon {

// What the build makes of the option table beside the program's own help, whole files each. None of them
// holds a date or a path, so the same table gives the same bytes.

std::string man_page();         // taxon.1, for man(1)
std::string options_page();     // docs/options.md
std::string bash_completion();  // for the package bash-completion
std::string zsh_completion();   // _taxon
std::string fish_completion();  // taxon.fish

}  // namespace taxon
