#!/usr/bin/env bash
# What the completion for bash offers at some places. check_bash.sh PAGES-PROGRAM
set -euo pipefail
source <("$1" bash)
status=0

# complete_words WORD...: sets COMPREPLY to what is offered with these words typed, the last one not yet whole.
complete_words() {
  COMP_WORDS=("$@")
  COMP_CWORD=$(($# - 1))
  COMPREPLY=()
  _taxon
}

# expect OFFER WORD...: OFFER is among it.
expect() {
  local offer=$1
  shift
  complete_words "$@"
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

# What one command's option may be, though another's of that name may not.
expect csv taxon predict m --input c
expect onnx taxon export o
# A word or a file.
cd "$(dirname "$0")"
expect balanced taxon train data --class-weight ''
expect check_bash.sh taxon train data --class-weight check_

# nothing WORD...: nothing is offered, so that bash offers files.
nothing() {
  complete_words "$@"
  if [ ${#COMPREPLY[@]} -eq 0 ]; then return; fi
  echo "after '$*' there is ${COMPREPLY[*]}" >&2
  status=1
}

nothing taxon info --ep
nothing taxon tokenize m --input c
nothing taxon import keras ''
nothing taxon export onnx m --out ''
nothing taxon dataset 20newsgroups --out ''
nothing taxon dataset --out ''
nothing taxon train data --checkpoint ''
nothing taxon train data --epochs ''
nothing taxon predict model ''
exit "$status"
