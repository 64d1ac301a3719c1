#!/usr/bin/env bash
# What the completion for bash offers at some places. check_bash.sh PAGES-PROGRAM
set -euo pipefail
source <("$1" bash)
status=0

# expect OFFER WORD...: with these words typed, the last one not yet whole, OFFER is among what is offered.
expect() {
  local offer=$1
  shift
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  COMPREPLY=()
  _taxon
  local found
  for found in "${COMPREPLY[@]}"; do
    if [ "$found" = "$offer" ]; then return; fi
  done
  echo "after '$*' there is no $offer but: ${COMPREPLY[*]}" >&2
  status=1
}

expect train taxon tr
expect --epochs taxon train data --ep
expect off taxon train --mask o
expect 20newsgroups taxon dataset 2
expect --json taxon info model --j

COMP_WORDS=(taxon info --ep)
COMP_CWORD=2
_taxon
if [ ${#COMPREPLY[@]} -ne 0 ]; then
  echo "info is offered ${COMPREPLY[*]}" >&2
  status=1
fi
exit "$status"
