# Flags that every room is compiled with.
#
# -ffp-contract=off: the compiler may not fuse a multiply and an add by itself, or GCC and Clang
# (and Debug and Release) would round differently. Where a fused operation is wanted, it is written.
add_library(taxon_flags INTERFACE)
target_compile_options(taxon_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor
  -Wold-style-cast -Woverloaded-virtual -Wnull-dereference -Wdouble-promotion -Wformat=2
  -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # GCC 12 sees overlapping copies inside std::string that are not there (GCC bug 105651).
  target_compile_options(taxon_flags INTERFACE -Wno-restrict)
endif()
if(TAXON_WERROR)
  target_compile_options(taxon_flags INTERFACE -Werror)
endif()
if(TAXON_SANITIZE)
  # A finding ends the program, whichever sanitizer it is of; and the standard library checks its own indices.
  target_compile_options(taxon_flags INTERFACE
    -fsanitize=${TAXON_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS)
  target_link_options(taxon_flags INTERFACE -fsanitize=${TAXON_SANITIZE})
endif()
target_include_directories(taxon_flags INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
