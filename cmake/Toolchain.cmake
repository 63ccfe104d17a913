# Warnings, hardening, sanitizers, precompiled headers, ccache and mold: everything every target of ours gets.

# One clone's compiled files serve the next, whoever starts the compiler: `./dev`, plain cmake or an editor. ccache
# takes a precompiled header only where it may trust it (the sloppiness), and knows it by its bytes, not by its age.
find_program(SWARMDESK_CCACHE ccache)
if(SWARMDESK_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${SWARMDESK_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
endif()
find_program(SWARMDESK_MOLD mold)
if(SWARMDESK_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(swarmdesk_flags INTERFACE)
target_compile_options(swarmdesk_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
  # designated initialisers leave defaulted members out on purpose
  -Wno-missing-field-initializers)
if(SWARMDESK_WERROR)
  target_compile_options(swarmdesk_flags INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports false positives of these: through inlined std::string and std::variant, and of coroutine frames.
  target_compile_options(swarmdesk_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overread
    -Wno-mismatched-new-delete
    $<$<CONFIG:Debug>:-fno-var-tracking>
    # and, at -O2 once headers are precompiled, of what a moved std::string copies
    $<$<CONFIG:Release>:-Wno-array-bounds> $<$<CONFIG:Release>:-Wno-stringop-overflow>)
endif()
target_compile_definitions(swarmdesk_flags INTERFACE
  _GLIBCXX_ASSERTIONS
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  # Asio keeps two dead coroutine frames to use again; ours are a dozen deep, and malloc is better at it. It also
  # lets AddressSanitizer see who uses a dead one.
  BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING
  SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)
target_include_directories(swarmdesk_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
# -pthread is everybody's, because a precompiled header serves only those with the macros it was made with.
target_link_libraries(swarmdesk_flags INTERFACE Threads::Threads)

# Failures, traces and debuggers name files from the root of the repository. Names reach the compiler absolute, or,
# where ccache has rewritten them, relative to the build folder; the folder itself becomes the root.
file(RELATIVE_PATH root_from_build ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR})
string(REGEX REPLACE "/$" "" root_from_build ${root_from_build})
target_compile_options(swarmdesk_flags INTERFACE
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= -ffile-prefix-map=${root_from_build}/=
  -ffile-prefix-map=${CMAKE_BINARY_DIR}=.)

# What stands between a memory error and whoever would use it; tools/hardening_test.py reads it from the program. The
# position-independent kind is set here and not by CMake, which would compile libraries and programs differently.
target_compile_options(swarmdesk_flags INTERFACE -fPIE -fstack-protector-strong -fstack-clash-protection)
target_link_options(swarmdesk_flags INTERFACE -pie -Wl,-z,relro,-z,now)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  # Debian's start files do not carry the note; all code that can be jumped to is ours, or in shared libraries.
  target_compile_options(swarmdesk_flags INTERFACE -fcf-protection=full)
  target_link_options(swarmdesk_flags INTERFACE -Wl,-z,ibt,-z,shstk)
endif()
if(NOT SWARMDESK_SANITIZE)
  # AddressSanitizer checks the same calls, and better, when they are not replaced. Level 3 needs the optimiser.
  target_compile_options(swarmdesk_flags INTERFACE $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3>)
endif()

if(SWARMDESK_SANITIZE)
  target_compile_options(swarmdesk_flags INTERFACE
    -fsanitize=${SWARMDESK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(swarmdesk_flags INTERFACE -fsanitize=${SWARMDESK_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # clang 14 cannot put this check's prologue on the parts it splits a coroutine into.
    target_compile_options(swarmdesk_flags INTERFACE -fno-sanitize=function)
  else()
    # A check at every access, a sixth of the time to compile. AddressSanitizer stops at the accesses that matter; the
    # fuzzers, which feed the parsers of foreign bytes, keep all of them.
    target_compile_options(swarmdesk_flags INTERFACE -fno-sanitize=null,alignment,object-size,vptr)
  endif()
endif()
