#!/usr/bin/env bash
# Makes the Debian package of a build, unpacks it into a scratch root and runs what is in it; asks lintian too
# where that is installed. check.sh BUILD
set -euo pipefail
build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

(cd "$build" && cpack -G DEB -B "$scratch") >"$scratch/cpack.log" 2>&1 || {
  cat "$scratch/cpack.log" >&2
  exit 1
}
package=$(echo "$scratch"/taxon_*.deb)
root=$scratch/root
mkdir "$root"
dpkg-deb --extract "$package" "$root"

fail() {
  echo "$package: $*" >&2
  exit 1
}
for file in bin/taxon 'lib/*/libtaxon.*' include/taxon/model.h include/taxon/taxon.h \
  'lib/*/cmake/taxon/taxon-config.cmake' 'lib/*/pkgconfig/taxon.pc' share/man/man1/taxon.1.gz \
  share/bash-completion/completions/taxon share/zsh/vendor-completions/_taxon \
  share/fish/vendor_completions.d/taxon.fish share/doc/taxon/copyright share/doc/taxon/changelog.gz; do
  compgen -G "$root/usr/$file" >/dev/null || fail "lacks /usr/$file"
done
dpkg-deb --field "$package" Depends | grep -q libicu || fail "does not depend on the libraries it needs"
for library in libarchive-dev libicu-dev libzstd-dev zlib1g-dev; do
  dpkg-deb --field "$package" Suggests | grep -qw "$library" || fail "does not suggest $library, to link it"
done
# Unpacked as dpkg does it, into a database of its own: every control field is read.
mkdir -p "$scratch/dpkg/var/lib/dpkg/info" "$scratch/dpkg/var/lib/dpkg/updates"
touch "$scratch/dpkg/var/lib/dpkg/status" "$scratch/dpkg/var/lib/dpkg/available"
dpkg --root="$scratch/dpkg" --force-not-root --force-script-chrootless --log="$scratch/dpkg.log" --unpack "$package" \
  >"$scratch/unpack.log"
version=$("$scratch/dpkg/usr/bin/taxon" --version)
grep -q "^$version" <<<"taxon $(dpkg-deb --field "$package" Version)" || fail "its program calls itself $version"

zcat "$root/usr/share/man/man1/taxon.1.gz" | groff -man -Tutf8 -ww >"$scratch/man.txt" 2>"$scratch/man.err"
[ ! -s "$scratch/man.err" ] || fail "its man page: $(head -3 "$scratch/man.err")"
grep -q 'SYNOPSIS' <(sed 's/.\x08//g' "$scratch/man.txt") || fail "its man page is empty"

if command -v lintian >/dev/null; then
  lintian --fail-on error,warning --allow-root --tag-display-limit 0 "$package"
else
  echo "lintian is not installed: the package is not held to Debian's policy"
fi
echo "$(basename "$package"): unpacked and run"
