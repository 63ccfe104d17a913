# Warnings, sanitizers, ccache and mold: everything every target of ours gets.
find_program(SWARMDESK_CCACHE ccache)
if(SWARMDESK_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SWARMDESK_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${SWARMDESK_CCACHE})
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
    $<$<CONFIG:Debug>:-fno-var-tracking>)
endif()
target_compile_definitions(swarmdesk_flags INTERFACE
  _GLIBCXX_ASSERTIONS
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
  # Asio keeps two dead coroutine frames to use again; ours are a dozen deep, and malloc is better at it. It also
  # lets AddressSanitizer see who uses a dead one.
  BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING
  SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)
target_include_directories(swarmdesk_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)

if(SWARMDESK_SANITIZE)
  target_compile_options(swarmdesk_flags INTERFACE
    -fsanitize=${SWARMDESK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(swarmdesk_flags INTERFACE -fsanitize=${SWARMDESK_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # clang 14 cannot put this check's prologue on the parts it splits a coroutine into.
    target_compile_options(swarmdesk_flags INTERFACE -fno-sanitize=function)
  endif()
endif()
