#!/usr/bin/env bash
# The fenced blocks of two pages are the same, comments aside. same_commands.sh PAGE TRANSLATION
set -euo pipefail
blocks() { awk '/^```/ { inside = !inside } inside' "$1" | sed 's/ *# .*$//'; }
diff -u <(blocks "$1") <(blocks "$2") >&2 || {
  echo "$2 does not show the commands of $1" >&2
  exit 1
}
echo "the commands are the same"
