# cmake --install: the program, the library with its headers, the CMake package and the pkg-config file, the man
# page, the shells' completion. Only what is asked for is built by hand first: installing builds nothing.
include(CMakePackageConfigHelpers)

install(TARGETS taxon RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS taxon_library EXPORT taxon-targets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/taxon DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/taxon)
install(EXPORT taxon-targets NAMESPACE taxon:: DESTINATION ${package_folder})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/taxon-config.cmake.in
                              ${PROJECT_BINARY_DIR}/package/taxon-config.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/taxon-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/package/taxon-config.cmake
              ${PROJECT_BINARY_DIR}/package/taxon-config-version.cmake
        DESTINATION ${package_folder})

# pkg-config: a static library needs the libraries below it named, a shared one has them in it.
get_target_property(taxon_library_type taxon_library TYPE)
set(taxon_pc_libs_private)
foreach(name ${taxon_link_names} stdc++ m pthread)
  string(APPEND taxon_pc_libs_private " -l${name}")
endforeach()
if(taxon_library_type STREQUAL STATIC_LIBRARY)
  set(taxon_pc_libs ${taxon_pc_libs_private})
  set(taxon_pc_libs_private)
endif()
file(RELATIVE_PATH taxon_pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" taxon_pc_prefix "${taxon_pc_prefix}")
configure_file(${CMAKE_CURRENT_LIST_DIR}/taxon.pc.in ${PROJECT_BINARY_DIR}/package/taxon.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/package/taxon.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# Made from the option table by the program's own code, at build time.
set(pages ${PROJECT_BINARY_DIR}/pages)
find_program(GZIP_PROGRAM gzip REQUIRED)
function(taxon_page kind file)
  add_custom_command(OUTPUT ${pages}/${file} COMMAND ${CMAKE_COMMAND} -E make_directory ${pages}
                     COMMAND taxon_pages ${kind} >${pages}/${file} DEPENDS taxon_pages)
endfunction()
taxon_page(man taxon.1)
taxon_page(bash taxon.bash)
taxon_page(zsh _taxon)
taxon_page(fish taxon.fish)
add_custom_command(OUTPUT ${pages}/taxon.1.gz COMMAND ${GZIP_PROGRAM} -9nc ${pages}/taxon.1 >${pages}/taxon.1.gz
                   DEPENDS ${pages}/taxon.1)
add_custom_target(taxon_generated_pages ALL
                  DEPENDS ${pages}/taxon.1.gz ${pages}/taxon.bash ${pages}/_taxon ${pages}/taxon.fish)
install(FILES ${pages}/taxon.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages}/taxon.bash RENAME taxon DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${pages}/_taxon DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES ${pages}/taxon.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
