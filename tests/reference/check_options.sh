#!/usr/bin/env bash
# check_options.sh PAGES-PROGRAM docs/options.md
set -euo pipefail
if ! "$1" options | diff -u "$2" - >&2; then
  echo "$2 is not what the option table says; run scripts/docs options" >&2
  exit 1
fi
echo "$2 is up to date"
