#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace taxon {

// What the fuzz targets share. A target is one file NAME.cc with an LLVMFuzzerTestOneInput that makes bytes
// into a reader's input and holds what comes of it to a promise; docs/reliability.md lists them. Whatever
// breaks a promise ends the process, which libFuzzer reports with the bytes that did it.

// Ends the process, naming the promise and its place, unless it holds.
#define FUZZ_REQUIRE(condition) \
  (static_cast<bool>(condition) ? void(0) : ::taxon::promise_broken(#condition, __FILE__, __LINE__))
[[noreturn]] void promise_broken(const char* condition, const char* file, int line);

// Users' errors are one line of UTF-8 without control bytes.
void require_one_line(const Error& error);

// What `body` makes of its input; nothing where it refuses it by an Error. Any other exception passes, and so
// ends the run.
template <class Body>
auto accepted(const Body& body) -> std::optional<decltype(body())> {
  try {
    return body();
  } catch (const Error& error) {
    require_one_line(error);
    return std::nullopt;
  }
}

std::string_view as_text(const std::uint8_t* data, std::size_t size);

// Takes the first byte off; 0 where there is none.
unsigned take_byte(std::string_view& bytes);

// The parts between separators; at least one.
std::vector<std::string_view> parts_between(std::string_view bytes, std::string_view separator);

// A path of this process alone for a file of that name, in a folder that a normal end removes. Where the
// folder lies is for TMPDIR to say; scripts/fuzz names one in memory.
std::string scratch_path(const std::string& name);

// Writes the bytes to scratch_path(name); gives that path.
std::string write_scratch(const std::string& name, std::string_view bytes);

}  // namespace taxon
