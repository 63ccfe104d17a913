#include "llm/degraded/labelled.hpp"

namespace swarmdesk::llm::degraded {
namespace {

std::string whole_seconds(nanoseconds age)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(age).count());
}

}  // namespace

std::string text_of(const Label& label)
{
    const std::string age = label.age ? whole_seconds(*label.age) + " s old" : "";
    if (label.reason == Reason::cached) return "[cached answer" + (label.age ? ", " + age : "") + "]";
    return "[degraded: " + std::string(to_text(label.reason)) +
           (label.age ? "; last good answer, " + age : "; no model answered") + "]";
}

}  // namespace swarmdesk::llm::degraded
