#include <string_view>

#include "base/version.h"
#include "reference/option_lists.h"
#include "reference/pages.h"

namespace taxon {
namespace {

// Text for troff: a dash that is typed is not a hyphen, and a line may not look like a request.
std::string roff(std::string_view text) {
  std::string escaped;
  if (text.starts_with('.') || text.starts_with('\'')) escaped = "\\&";
  for (const char c : text) {
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string italic(std::string_view text) {
  return "\\fI" + roff(text) + "\\fR";
}

std::string entry(const Option& option, const std::string& note) {
  const auto& value = option.value.placeholder;
  const bool argument = !option.name.starts_with('-');
  std::string text = ".TP\n" + (argument ? italic(option.name) : bold(option.name));
  if (!argument && !value.empty()) text += " " + italic(value);
  text += "\n" + roff(option.help);
  const auto default_text = shown_default(option);
  if (!default_text.empty() && !argument) text += " (default: " + roff(default_text) + ")";
  return text + note + ".\n";
}

std::string commands_section() {
  std::string text = ".SH COMMANDS\n";
  for (const auto& command : all_commands()) {
    text += ".SS taxon " + roff(command.name) + " " + roff(synopsis(command)) + "\n";
    text += roff(command.summary) + ".\n";
    for (const auto* argument : arguments_of(command)) text += entry(*argument, "");
  }
  return text;
}

std::string options_section() {
  std::string text = ".SH OPTIONS\n";
  text += "Behind each option stand the commands that take it.\n";
  for (const auto& group : option_groups()) {
    text += ".SS " + roff(group.name) + "\n";
    for (const auto* option : group.options) text += entry(*option, " [" + commands_of(*option) + "]");
  }
  return text;
}

constexpr std::string_view kEnd = R"(.SH ENVIRONMENT
.TP
.B TAXON_ISA
The instruction set to use:
.BR avx512 ", " avx2 ", " neon " or " scalar .
Results do not depend on it.
.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
The job failed, as where a loss becomes NaN.
.TP
.B 2
A wrong call or bad input; standard error says in one line what, where and what to do.
.TP
.BR 130 ", " 143
Interrupted by SIGINT or SIGTERM.
.SH EXAMPLES
Train on texts in a folder a class, then classify a line:
.PP
.nf
.RS
taxon train posts \-\-valid\-fraction 0.1 \-\-out posts.taxon
echo "The goalie made forty saves" | taxon predict posts.taxon
.RE
.fi
)";

}  // namespace

std::string man_page() {
  std::string text = ".TH TAXON 1 \"\" \"" + roff(kProgramVersion) + "\" \"User commands\"\n";
  text += ".SH NAME\ntaxon \\- train and use text classifiers on a plain CPU\n";
  text += ".SH SYNOPSIS\n.B taxon\n.I command\n.RI [ options ]\n";
  text +=
      ".SH DESCRIPTION\ntaxon trains a Transformer encoder on your own labelled texts and classifies texts\n";
  text +=
      "with it. Results go to standard output, progress and notes to standard error. The same data, seed\n";
  text += "and options give the same model file, byte for byte.\n";
  return text + commands_section() + options_section() + std::string(kEnd);
}

}  // namespace taxon
