#!/usr/bin/env bash
# Installs a build into a scratch folder, and builds and runs the small project beside this file against it: with
# find_package() and, the C program, with pkg-config. check.sh BUILD C-COMPILER C++-COMPILER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$1 cc=$2 cxx=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cmake --install "$build" --prefix "$scratch/root" >"$scratch/install.log"
cmake -S "$here/project" -B "$scratch/build" -DCMAKE_PREFIX_PATH="$scratch/root" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" >"$scratch/configure.log"
cmake --build "$scratch/build" >"$scratch/build.log" || {
  cat "$scratch/build.log" >&2
  exit 1
}
# From another folder than it was installed to: nothing in the package may name its place.
mv "$scratch/root" "$scratch/moved"
"$scratch/build/use_from_cpp" "$scratch/a.taxon"
"$scratch/build/use_from_c" "$scratch/a.taxon"

pc=$(dirname "$(find "$scratch/moved" -name taxon.pc)")
read -ra flags <<<"$(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs taxon)"
"$cc" -std=c11 -o "$scratch/use_by_pkg_config" "$here/project/use.c" "${flags[@]}"
LD_LIBRARY_PATH=$(dirname "$pc") "$scratch/use_by_pkg_config" "$scratch/a.taxon"
