#pragma once

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

#include "api/library_wording.h"
#include "base/error.h"

namespace taxon {

// Runs `body`, and lets out of it what the public headers promise, in the library's words: Error, JobFailed,
// Interrupted, Fault and std::bad_alloc. Anything else is a mistake of ours, but for a system that has no
// threads left.
template <class Body>
auto guarded(const Body& body) {
  try {
    return body();
  } catch (const Error& error) {
    const auto& where = error.where();
    throw Error({.file = where.file, .line = where.line, .field = library_wording(where.field)},
                library_wording(error.message()));
  } catch (const JobFailed& error) {
    throw JobFailed(library_wording(error.what()));
  } catch (const Interrupted&) {
    throw;
  } catch (const Fault&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::length_error&) {
    throw std::bad_alloc();  // more than any memory holds
  } catch (const std::system_error& error) {
    throw JobFailed(std::string("the system refuses: ") + error.what());
  } catch (const std::exception& error) {
    throw Fault(error.what());
  }
}

}  // namespace taxon
