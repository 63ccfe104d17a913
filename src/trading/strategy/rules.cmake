# Each folder under rules/ is a strategy: its list is made from the folders, so that adding one touches no other file.
file(GLOB strategy_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true RELATIVE ${CMAKE_CURRENT_LIST_DIR}/rules
  ${CMAKE_CURRENT_LIST_DIR}/rules/*)
set(strategy_declarations "")
set(strategy_entries "")
foreach(name IN LISTS strategy_folders)
  string(APPEND strategy_declarations "StrategyType ${name}();\n")
  string(APPEND strategy_entries "        rules::${name}(),\n")
endforeach()
set(strategy_generated ${CMAKE_CURRENT_BINARY_DIR}/generated/strategy_types.cpp)
file(CONFIGURE OUTPUT ${strategy_generated} @ONLY CONTENT [[#include "trading/strategy/strategy_type.hpp"

namespace swarmdesk::trading::strategy {
namespace rules {
@strategy_declarations@}  // namespace rules

const std::vector<StrategyType>& strategy_types()
{
    static const std::vector<StrategyType> types{
@strategy_entries@    };
    return types;
}

}  // namespace swarmdesk::trading::strategy
]])
