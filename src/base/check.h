#pragma once

namespace taxon {

// Throws Fault naming the expression and the place. Never returns.
[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace taxon

// A programmer's mistake, never a user's: on in every build, since a wrong index is worse than a test.
// It throws instead of aborting, so that a server outlives a bug in one request.
#define TAXON_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::taxon::check_failed(#condition, __FILE__, __LINE__))
