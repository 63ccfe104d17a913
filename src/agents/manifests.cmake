# Compiles agents/*.yaml into the binary, so that it runs without files.
file(GLOB agents_manifests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/agents/*.yaml)
set(agents_entries "")
foreach(file IN LISTS agents_manifests)
  get_filename_component(file_name ${file} NAME)
  file(READ ${file} text)
  string(APPEND agents_entries "        {\"${file_name}\", R\"manifest(${text})manifest\"},\n")
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${agents_manifests})
set(agents_generated ${CMAKE_CURRENT_BINARY_DIR}/generated/built_in_manifests.cpp)
file(CONFIGURE OUTPUT ${agents_generated} @ONLY CONTENT [[#include "agents/manifest.hpp"

namespace swarmdesk::agents {

std::vector<ManifestText> built_in_manifests()
{
    return {
@agents_entries@    };
}

}  // namespace swarmdesk::agents
]])
