#!/usr/bin/env bash
# check_site.sh SOURCE
set -euo pipefail
command -v mkdocs >/dev/null || {
  echo "mkdocs is not installed: the site is not built (scripts/docs installs it)"
  exit 77
}
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
cd "$1"
mkdocs build --strict --quiet --site-dir "$site"
# Every page of docs/ is part of it.
for page in docs/*.md; do
  name=$(basename "$page" .md)
  grep -qs "$name.html\|$name.md" mkdocs.yml || {
    echo "mkdocs.yml does not name $page" >&2
    exit 1
  }
done
echo "$(find "$site" -name '*.html' | wc -l) pages"
