#!/usr/bin/env bash
# Every symbol that a shared libtaxon shows is one that include/taxon declares: a C function, a function of namespace
# taxon, or a member of a class that is shown. check_exports.sh LIBRARY
set -euo pipefail
include=$(cd "$(dirname "$0")/../../include/taxon" && pwd)
declared=$(perl -0pe 's#/\*.*?\*/##gs; s#//[^\n]*##g' "$include"/*.h) # comments declare nothing
shown=$(nm -D --defined-only --demangle "$1" | cut -d ' ' -f 3-)
status=0
count=0
while read -r symbol; do
  full=${symbol#*for }                  # "vtable for taxon::Error"
  full=${full%%(*}                      # arguments
  full=${full%%\[*}                     # [abi:cxx11]
  name=${full##*::}                     # without class and namespace
  count=$((count + 1))
  case $full in
    taxon_*) ;;
    "taxon::$name" | "taxon::Model::$name" | "taxon::TextSet::$name") ;;
    "taxon::Error::$name" | "taxon::JobFailed::$name" | "taxon::Interrupted::$name" | "taxon::Fault::$name") ;;
    *)
      echo "shown, but of no class that is to be: $symbol" >&2
      status=1
      ;;
  esac
  if ! grep -qw -- "${name#\~}" <<<"$declared"; then
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
