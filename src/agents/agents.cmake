# An agent is a folder under src/agents with NAME/NAME.cpp in it, which defines `AgentType agents::NAME::type()`, and a
# manifest agents/NAME.yaml. Both lists are made from the files, so that adding an agent touches no other file; the
# manifests are compiled in, so that the program runs without files.
#
#   swarmdesk_agents(sources folder root...)    writes both lists into the folder and names them in `sources`
#
# What an earlier root has, a later one does not have again.
function(swarmdesk_agents sources folder)
  set(seen "")
  set(declarations "")
  set(types "")
  set(manifests "")
  foreach(root IN LISTS ARGN)
    file(GLOB candidates CONFIGURE_DEPENDS ${root}/src/agents/*/*.cpp)
    foreach(file IN LISTS candidates)
      get_filename_component(name ${file} NAME_WE)
      if(file STREQUAL "${root}/src/agents/${name}/${name}.cpp" AND NOT ${name} IN_LIST seen)
        list(APPEND seen ${name})
        string(APPEND declarations "namespace ${name} {\nAgentType type();\n}\n")
        string(APPEND types "        ${name}::type(),\n")
      endif()
    endforeach()
    file(GLOB files CONFIGURE_DEPENDS ${root}/agents/*.yaml)
    foreach(file IN LISTS files)
      get_filename_component(name ${file} NAME)
      if(${name} IN_LIST seen)
        continue()
      endif()
      list(APPEND seen ${name})
      file(READ ${file} text)
      string(APPEND manifests "        {\"${name}\", R\"manifest(${text})manifest\"},\n")
    endforeach()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  endforeach()
  file(CONFIGURE OUTPUT ${folder}/agent_types.cpp @ONLY CONTENT [[#include "agents/agent_type.hpp"

namespace swarmdesk::agents {
@declarations@
const std::vector<AgentType>& agent_types()
{
    static const std::vector<AgentType> types{
@types@    };
    return types;
}

}  // namespace swarmdesk::agents
]])
  file(CONFIGURE OUTPUT ${folder}/built_in_manifests.cpp @ONLY CONTENT [[#include "agents/manifest.hpp"

namespace swarmdesk::agents {

std::vector<ManifestText> built_in_manifests()
{
    return {
@manifests@    };
}

}  // namespace swarmdesk::agents
]])
  set(${sources} ${folder}/agent_types.cpp ${folder}/built_in_manifests.cpp PARENT_SCOPE)
endfunction()
swarmdesk_agents(agents_generated ${CMAKE_CURRENT_BINARY_DIR}/generated ${CMAKE_SOURCE_DIR})
