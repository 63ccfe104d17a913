# Half the time of a compile goes to the same forty headers of others: the standard library, Boost.JSON, Asio's
# coroutines, GoogleTest. They are read once a kind; none of our own but what prints values is among them, so no edit
# here rebuilds everything. Asio's leave a reference to its compiled part in every object, so only what is linked with
# runtime/ gets them. The fuzzers are built without any of it, and so tell who forgot an #include.
set(precompiled_plain
  <algorithm> <array> <charconv> <chrono> <compare> <concepts> <cstdint> <deque> <exception> <filesystem> <fstream>
  <functional> <iostream> <limits> <map> <memory> <optional> <set> <span> <sstream> <stdexcept> <string> <string_view>
  <unordered_map> <utility> <variant> <vector>
  <boost/json.hpp> <boost/system/result.hpp> <fmt/format.h>)
set(precompiled_asio ${precompiled_plain}
  <boost/asio/any_io_executor.hpp> <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/io_context.hpp>
  <boost/asio/post.hpp> <boost/asio/this_coro.hpp> <boost/asio/use_awaitable.hpp>)

if(NOT SWARMDESK_FUZZ AND NOT CMAKE_DISABLE_PRECOMPILE_HEADERS)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(swarmdesk_flags INTERFACE -fpch-preprocess)  # ccache asks for it
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "")
  foreach(kind plain asio)
    foreach(tests "" _tests)
      add_library(precompiled_${kind}${tests} OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/precompiled.cpp)
      target_link_libraries(precompiled_${kind}${tests} PRIVATE swarmdesk_flags Boost::json fmt::fmt)
      target_precompile_headers(precompiled_${kind}${tests} PRIVATE ${precompiled_${kind}})
    endforeach()
    target_link_libraries(precompiled_${kind}_tests PRIVATE GTest::gmock)
    target_precompile_headers(precompiled_${kind}_tests PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
  endforeach()
endif()

# swarmdesk_precompiled(target [TESTS]), after its libraries are named.
function(swarmdesk_precompiled target)
  set(kind plain)
  get_target_property(waiting ${target} LINK_LIBRARIES)
  list(APPEND waiting ${target})
  while(waiting)
    list(POP_FRONT waiting library)
    if(library MATCHES "^(swarmdesk::)?runtime$")
      set(kind asio)
      break()
    endif()
    if(TARGET ${library} AND library MATCHES "^(swarmdesk::|app$|tests_support$)")
      get_target_property(more ${library} LINK_LIBRARIES)
      list(APPEND waiting ${more})
      list(REMOVE_DUPLICATES waiting)
    endif()
  endwhile()
  if("TESTS" IN_LIST ARGN)
    string(APPEND kind _tests)
  endif()
  if(TARGET precompiled_${kind})
    target_precompile_headers(${target} REUSE_FROM precompiled_${kind})
  endif()
endfunction()
