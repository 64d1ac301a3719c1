#!/usr/bin/env bash
# Installs a build into a scratch folder, and builds and runs the small projects beside this file against it, one in
# C++ and one in C: with find_package() and, the C program, with pkg-config too.
# check.sh BUILD C-COMPILER C++-COMPILER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$1 cc=$2 cxx=$3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# make FOLDER SETTING...
make() {
  local name=$1
  shift
  { cmake -S "$here/$name" -B "$scratch/$name" -DCMAKE_PREFIX_PATH="$scratch/root" -DCMAKE_BUILD_TYPE=Release "$@" &&
    cmake --build "$scratch/$name"; } >"$scratch/$name.log" 2>&1 || {
    cat "$scratch/$name.log" >&2
    exit 1
  }
}

cmake --install "$build" --prefix "$scratch/root" >"$scratch/install.log"
make project -DCMAKE_CXX_COMPILER="$cxx"
make c_project -DCMAKE_C_COMPILER="$cc"
# From another folder than it was installed to: nothing in the package may name its place.
mv "$scratch/root" "$scratch/moved"
"$scratch/project/use_from_cpp" "$scratch/a.taxon"
"$scratch/c_project/use_from_c" "$scratch/a.taxon"

pc=$(dirname "$(find "$scratch/moved" -name taxon.pc)")
read -ra flags <<<"$(PKG_CONFIG_PATH=$pc pkg-config --cflags --libs taxon)"
"$cc" -std=c11 -o "$scratch/use_by_pkg_config" "$here/c_project/use.c" "${flags[@]}"
LD_LIBRARY_PATH=$(dirname "$pc") "$scratch/use_by_pkg_config" "$scratch/a.taxon"
