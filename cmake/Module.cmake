# The only way to make a library here. Modules are declared top-down in src/CMakeLists.txt; a module may name only
# modules declared above it, so an upward edge fails at configure time. tools/tidy holds #includes to the same edges.
#
#   swarmdesk_module(trading/risk DEPENDS trading/model LIBRARIES fmt::fmt)
#
# Sources sit beside their tests and are told apart by suffix: *_test.cpp and *_servertest.cpp (needs a real server),
# *_bench.cpp, *_fuzz.cpp, everything else is the library.
include(GoogleTest)

function(swarmdesk_module name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES;TEST_LIBRARIES;SOURCES" ${ARGN})
  string(REPLACE "/" "-" target ${name})
  set(folder ${CMAKE_SOURCE_DIR}/src/${name})
  foreach(dependency IN LISTS ARG_DEPENDS)
    string(REPLACE "/" "-" dependency_target ${dependency})
    if(NOT TARGET swarmdesk::${dependency_target})
      message(FATAL_ERROR "${name} may depend only on modules declared above it, not on ${dependency}")
    endif()
    list(APPEND links swarmdesk::${dependency_target})
  endforeach()

  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  set(tests ${sources})
  set(benches ${sources})
  set(fuzzers ${sources})
  list(FILTER tests INCLUDE REGEX "_(test|servertest)\\.cpp$")
  list(FILTER benches INCLUDE REGEX "_bench\\.cpp$")
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_(test|servertest|bench|fuzz)\\.cpp$")
  list(APPEND sources ${ARG_SOURCES})

  add_library(${target} STATIC ${sources})
  add_library(swarmdesk::${target} ALIAS ${target})
  target_link_libraries(${target} PUBLIC swarmdesk_flags ${links} ${ARG_LIBRARIES})
  swarmdesk_precompiled(${target})

  if(SWARMDESK_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
    if(NOT TARGET fuzzers)
      add_custom_target(fuzzers)
    endif()
    foreach(fuzzer IN LISTS fuzzers)
      get_filename_component(fuzzer_name ${fuzzer} NAME_WE)
      add_executable(${target}_${fuzzer_name} ${fuzzer})
      target_link_libraries(${target}_${fuzzer_name} PRIVATE swarmdesk::${target})
      target_link_options(${target}_${fuzzer_name} PRIVATE -fsanitize=fuzzer)
      target_compile_options(${target}_${fuzzer_name} PRIVATE -fsanitize=fuzzer)
      add_dependencies(fuzzers ${target}_${fuzzer_name})
    endforeach()
    return()
  endif()

  if(tests)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE swarmdesk::${target} GTest::gmock_main rapidcheck
      ${ARG_TEST_LIBRARIES})
    swarmdesk_precompiled(${target}_test TESTS)
    # A test runs in its own temporary folder if it asks for one; CTest runs them in parallel.
    gtest_discover_tests(${target}_test TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST
      PROPERTIES TIMEOUT 120)
  endif()
  foreach(bench IN LISTS benches)
    get_filename_component(bench_name ${bench} NAME_WE)
    add_executable(${target}_${bench_name} ${bench})
    target_link_libraries(${target}_${bench_name} PRIVATE swarmdesk::${target} benchmark::benchmark_main)
    swarmdesk_precompiled(${target}_${bench_name})
    # Tiny, so that a benchmark cannot rot; `./dev bench` runs the release build for real.
    add_test(NAME "${name}: ${bench_name} runs" COMMAND ${target}_${bench_name} --benchmark_min_time=0.001)
  endforeach()
endfunction()
