#!/usr/bin/env bash
# run.sh PROGRAM TEST.py: runs a test of exported models in the environment that scripts/test --with-keras makes.
# Exit status 77, which ctest shows as skipped, where there is none.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${TAXON_INTEROP_PYTHON:-$here/../../build/interop-env/bin/python}
if [ ! -x "$python" ]; then
  echo "NOT TESTED: $2 needs Keras, TensorFlow and ONNX Runtime; scripts/test --with-keras installs them" >&2
  exit 77
fi
TF_CPP_MIN_LOG_LEVEL=3 TAXON_PROGRAM=$1 exec "$python" "$here/$2"
