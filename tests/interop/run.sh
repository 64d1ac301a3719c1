#!/usr/bin/env bash
# run.sh PROGRAM PYTHON TEST.py MODULE...: runs a test of exported models with a Python that has the modules. Where it
# has not, the exit status is 77, which ctest shows as skipped.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$1 python=$2 test=$3
shift 3
if ! "$python" -c 'import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, sys.argv[1:])))' "$@"; then
  echo "NOT TESTED: $test needs $*; scripts/test --with-keras installs them" >&2
  exit 77
fi
TF_CPP_MIN_LOG_LEVEL=3 TAXON_PROGRAM=$program exec "$python" "$here/$test"
