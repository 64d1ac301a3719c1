#!/usr/bin/env bash
# Holds the bits of a short training to a committed SHA-256:
#   check.sh EXPECTED_FILE INSTRUCTION_SET THREADS[,THREADS...] COMMAND...
# COMMAND runs train_bits (with an emulator before it, where it needs one). Prints a line a number of threads.
# Status 77, "skipped" to ctest, where the machine lacks the instruction set.
set -euo pipefail
expected=$(cut -d ' ' -f 1 "$1")
isa=$2
IFS=, read -ra threads <<<"$3"
shift 3

if ! "$@" --isas | grep -qx "$isa"; then
  echo "NOT CHECKED: this build and machine have no $isa"
  exit 77
fi
status=0
for n in "${threads[@]}"; do
  sum=$(TAXON_ISA=$isa "$@" "$n" | sha256sum | cut -d ' ' -f 1)
  verdict=same
  [ "$sum" = "$expected" ] || { verdict="DIFFERENT, expected $expected" status=1; }
  echo "$isa $n $sum $verdict"
done
exit $status
