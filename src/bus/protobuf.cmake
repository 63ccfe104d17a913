# Generates the wire form of the envelope. Only envelope.cpp sees it, and our warnings do not apply to it.
set(bus_generated_folder ${CMAKE_CURRENT_BINARY_DIR}/generated)
set(bus_generated ${bus_generated_folder}/swarmdesk/bus.pb.cc ${bus_generated_folder}/swarmdesk/bus.pb.h)
file(MAKE_DIRECTORY ${bus_generated_folder})
add_custom_command(OUTPUT ${bus_generated}
  COMMAND protobuf::protoc --proto_path=${CMAKE_SOURCE_DIR}/proto --cpp_out=${bus_generated_folder} swarmdesk/bus.proto
  DEPENDS ${CMAKE_SOURCE_DIR}/proto/swarmdesk/bus.proto VERBATIM)
set_source_files_properties(${bus_generated} PROPERTIES COMPILE_OPTIONS "-w;-isystem${bus_generated_folder}")
set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/bus/envelope.cpp PROPERTIES
  COMPILE_OPTIONS "-isystem${bus_generated_folder}")
