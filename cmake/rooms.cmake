# taxon_room(NAME SOURCES file... [LINKS target...]): one library a room, taxon_NAME.
function(taxon_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS" ${ARGN})
  add_library(taxon_${name} STATIC ${ROOM_SOURCES})
  # A shared library is made of the same objects and shows only what include/taxon marks.
  set_target_properties(taxon_${name} PROPERTIES
    POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_link_libraries(taxon_${name} PUBLIC taxon_flags ${ROOM_LINKS})
endfunction()

# taxon_test(ROOM SOURCES file... [LINKS target...] [THREADS]): one GoogleTest program a room, test_ROOM; each of
# its test cases is a ctest case. THREADS: they run threads, and so are what ThreadSanitizer is for.
function(taxon_test name)
  cmake_parse_arguments(TEST "THREADS" "" "SOURCES;LINKS" ${ARGN})
  add_executable(test_${name} ${TEST_SOURCES})
  target_link_libraries(test_${name} PRIVATE taxon_flags ${TEST_LINKS} GTest::gtest GTest::gtest_main)
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(test_${name} PRIVATE
    TAXON_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TAXON_BINARY_DIR="${PROJECT_BINARY_DIR}")
  set(labels)
  if(TEST_THREADS)
    set(labels LABELS threads)
    add_dependencies(thread_tests test_${name})
  endif()
  gtest_discover_tests(test_${name} TEST_PREFIX "${name}/" NO_PRETTY_VALUES DISCOVERY_TIMEOUT 60
                       PROPERTIES TIMEOUT 900 ${labels})
endfunction()
