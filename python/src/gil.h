#pragma once

#include <cxxabi.h>
#include <nanobind/nanobind.h>
#include <unistd.h>

// Letting the GIL go and taking it, for threads that may outlive the interpreter. While Python ends it ends
// every other thread that asks for the GIL, by pthread_exit(), which unwinds the thread's stack: through
// destructors that must not throw (nanobind's guards are such) and catch-alls, and so aborts the process.
// Here such a thread waits until the process is gone, as Python's own threads do from 3.14 on.
namespace taxon::python {

// Runs `call`, which asks for the GIL or runs Python code; returns what it returns, unless Python ends.
template <class Call>
auto outliving_python(const Call& call) {
  try {
    return call();
  } catch (const abi::__forced_unwind&) {
    while (true) pause();
  }
}

// Runs `call` without the GIL, which the thread holds before and after. Returns or throws what it does.
template <class Call>
auto without_gil(const Call& call) {
  struct Release {
    PyThreadState* thread = PyEval_SaveThread();
    Release() = default;
    Release(const Release&) = delete;
    Release& operator=(const Release&) = delete;
    ~Release() {
      outliving_python([&] { PyEval_RestoreThread(thread); });
    }
  };
  const Release released;
  return call();
}

// Runs `call` with the GIL, on a thread that has let it go. Python code in it goes through
// outliving_python().
template <class Call>
void with_gil(const Call& call) {
  struct Acquire {
    PyGILState_STATE state = outliving_python([] { return PyGILState_Ensure(); });
    Acquire() = default;
    Acquire(const Acquire&) = delete;
    Acquire& operator=(const Acquire&) = delete;
    ~Acquire() { PyGILState_Release(state); }
  };
  const Acquire acquired;
  call();
}

}  // namespace taxon::python
