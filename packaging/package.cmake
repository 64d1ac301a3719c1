# cpack -G DEB: one package for Debian 12 with all that cmake --install installs, and what Debian asks for beside
# it: the copyright, the changelog.
set(TAXON_MAINTAINER "taxon developers <taxon@example.org>" CACHE STRING "Who answers for the package")
set(changelog ${PROJECT_BINARY_DIR}/package/changelog)
configure_file(${CMAKE_CURRENT_LIST_DIR}/changelog.in ${changelog} @ONLY)
add_custom_command(OUTPUT ${changelog}.gz COMMAND ${GZIP_PROGRAM} -9nc ${changelog} >${changelog}.gz
                   DEPENDS ${changelog})
add_custom_target(taxon_changelog ALL DEPENDS ${changelog}.gz)
install(FILES ${changelog}.gz ${CMAKE_CURRENT_LIST_DIR}/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/taxon)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "taxon")
set(CPACK_PACKAGE_CONTACT ${TAXON_MAINTAINER})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "train and use text classifiers on a plain CPU")
set(CPACK_PACKAGE_DESCRIPTION
"taxon trains a Transformer encoder on your own labelled texts, judges
it, and classifies texts with it. A model is one file; the same data,
seed and options give the same bytes.

This package holds the program, the C++ and C library and their
documentation.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# Who links the static library needs the packages of the libraries below it too: those that brought them here.
find_program(DPKG_QUERY dpkg-query)
set(taxon_suggests)
foreach(name ${taxon_link_names})
  if(DPKG_QUERY)
    execute_process(COMMAND ${DPKG_QUERY} --search "/usr/lib/*/lib${name}.so"
                    OUTPUT_VARIABLE owner ERROR_VARIABLE ignored)
    if(owner MATCHES "^([a-z0-9.+-]+)")
      list(APPEND taxon_suggests ${CMAKE_MATCH_1})
    endif()
  endif()
endforeach()
list(REMOVE_DUPLICATES taxon_suggests)
list(SORT taxon_suggests)
list(JOIN taxon_suggests ", " CPACK_DEBIAN_PACKAGE_SUGGESTS)
include(CPack)
