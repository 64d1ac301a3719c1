#!/usr/bin/env bash
# Every symbol that a shared libtaxon shows is a name that include/taxon declares. check_exports.sh LIBRARY
set -euo pipefail
include=$(cd "$(dirname "$0")/../../include/taxon" && pwd)
shown=$(nm -D --defined-only --demangle "$1" | cut -d ' ' -f 3-)
status=0
count=0
while read -r symbol; do
  name=${symbol#*for }                  # "vtable for taxon::Error"
  name=${name%%(*}                      # arguments
  name=${name%%\[*}                     # [abi:cxx11]
  name=${name##*::}                     # of the class or namespace
  count=$((count + 1))
  if ! grep -qw -- "${name#\~}" "$include"/*.h; then
    echo "shown, but not declared in include/taxon: $symbol" >&2
    status=1
  fi
done <<<"$shown"
for needed in taxon_load 'taxon::Model::load(' 'taxon::train(' 'typeinfo for taxon::Error'; do
  if ! grep -qF "$needed" <<<"$shown"; then
    echo "not shown: $needed" >&2
    status=1
  fi
done
echo "$count symbols shown"
exit "$status"
