# docs/openapi.yaml becomes a part of the program: the desk serves the very text that the tests hold against its routes.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/openapi.yaml)
file(READ ${CMAKE_SOURCE_DIR}/docs/openapi.yaml SWARMDESK_OPENAPI)
configure_file(${CMAKE_CURRENT_LIST_DIR}/openapi.cpp.in ${CMAKE_CURRENT_BINARY_DIR}/api/openapi.cpp @ONLY)
