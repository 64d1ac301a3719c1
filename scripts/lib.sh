# Shared by the scripts beside it; to be sourced.

say() { printf '\n== %s\n' "$*"; }

# Where this checkout stands; scripts may be called from anywhere.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# build PRESET [TARGET...]: configures and builds with as many jobs as the machine has cores, and no more
# than its memory carries: a compiler on the widest files takes about 1 GB.
build() {
  local preset=$1 jobs memory_gb
  shift
  jobs=$(nproc)
  memory_gb=$(awk '/MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
  if [ "$memory_gb" -lt "$jobs" ]; then jobs=$((memory_gb > 0 ? memory_gb : 1)); fi
  (cd "$root" && cmake --preset "$preset" >"$root/build/$preset.log" 2>&1) || {
    cat "$root/build/$preset.log" >&2
    return 1
  }
  cmake --build "$root/build/$preset" -j "$jobs" ${1:+--target "$@"}
}
