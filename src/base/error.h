#pragma once

#include <span>
#include <string>
#include <string_view>

#include "taxon/error.h"  // Error, JobFailed, Interrupted, Fault: the library's users catch the same types

namespace taxon {

// Text of any bytes, fit for a message of one line: UTF-8, with control bytes as \xNN.
std::string printable(std::string_view text);

// A name from the user's input, fit for a message of one line: in single quotes, control bytes as \xNN, and
// cut where it is very long.
std::string quoted_name(std::string_view name);

// Names, each as quoted_name() has it, with commas between: all of them where that takes no more than about a
// thousand bytes, else the first ones and how many more there are. "none" for none.
std::string quoted_names(std::span<const std::string> names);

// Text of errno as the C library words it, thread-safe.
std::string errno_text(int error_number);

}  // namespace taxon
