#pragma once

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

#include "base/error.h"

namespace taxon {

// Runs `body`, and lets out of it what the public headers promise: Error, JobFailed, Interrupted, Fault and
// std::bad_alloc. Anything else is a mistake of ours, but for a system that has no threads left.
template <class Body>
auto guarded(const Body& body) {
  try {
    return body();
  } catch (const Error&) {
    throw;
  } catch (const JobFailed&) {
    throw;
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
