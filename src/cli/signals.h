#pragma once

#include <atomic>

namespace taxon {

// From now on the first SIGINT or SIGTERM only leaves its number in the result (0 until then), so that the
// job at hand can end cleanly; a second one ends the process at once. Call it from the main thread.
const std::atomic<int>& catch_stop_signals();

}  // namespace taxon
