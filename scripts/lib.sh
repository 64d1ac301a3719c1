# Shared by the scripts beside it; to be sourced.

say() { printf '\n== %s\n' "$*"; }

# took WHAT: notes in `times` how long it is since the last note.
times=()
took() {
  times+=("$(printf '%5d s  %s' $((SECONDS - noted_at)) "$1")")
  noted_at=$SECONDS
}
noted_at=0

# Where this checkout stands; scripts may be called from anywhere.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# install_packages NAME...: those Debian packages of them that are missing.
install_packages() {
  local package status missing=() as_root=()
  for package in "$@"; do
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then
    say "Set-up: all $# Debian packages are installed"
    return
  fi
  say "Set-up: installing ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "$0: needs root to install packages; run it as root or install sudo" >&2
      return 1
    }
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# As many jobs as the machine has cores, and no more than its memory carries: a compiler on the widest files
# takes about 1 GB.
build_jobs() {
  local jobs memory_gb
  jobs=$(nproc)
  memory_gb=$(awk '/MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
  if [ "$memory_gb" -lt "$jobs" ]; then jobs=$((memory_gb > 0 ? memory_gb : 1)); fi
  echo "$jobs"
}

# configure PRESET [ARGUMENT...]: what CMake says is shown only where it fails.
configure() {
  local preset=$1
  mkdir -p "$root/build"
  (cd "$root" && cmake --preset "$@" >"$root/build/$preset.log" 2>&1) || {
    cat "$root/build/$preset.log" >&2
    return 1
  }
}

# build PRESET [TARGET...]: configures and builds.
build() {
  local preset=$1
  shift
  configure "$preset" || return 1
  cmake --build "$root/build/$preset" -j "$(build_jobs)" ${1:+--target "$@"}
}

# make_venv FOLDER REQUIREMENTS: a virtual environment with what the file lists; quick when it stands already.
make_venv() {
  if ! cmp -s "$2" "$1/requirements.txt"; then
    "${PYTHON:-python3}" -m venv --clear "$1" && "$1/bin/python" -m pip install --quiet -r "$2" || return 1
    cp "$2" "$1/requirements.txt"
  fi
}
