#pragma once

namespace taxon {

// From now on this process and what it starts may make only the system calls that computing in memory,
// writing to open pipes and ending take; all others fail with EPERM, and a signal can be sent to this process
// only. For good: there is no way back. Where the kernel or the machine has no such filter (Linux's seccomp
// on x86-64 and AArch64 is used), and in builds with a sanitizer, which makes calls of its own, nothing
// happens and false is given back: the caller's other limits must do.
bool filter_system_calls() noexcept;

}  // namespace taxon
