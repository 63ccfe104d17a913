#pragma once

#include <iosfwd>
#include <string>

#include "trading/optimize/study.hpp"

namespace swarmdesk::app {

/// What a study was of.
struct StudyHead {
    std::string strategy;
    std::string symbols;
    trading::optimize::Method method;
    trading::optimize::Objective objective;
    nanoseconds took;
};

/// One sentence for a person: how far what was found can be believed.
std::string verdict_of(const trading::optimize::StudyResult& study);

/// For a terminal of 100 columns.
void write_study_text(const StudyHead& head, const trading::optimize::StudyResult& study, std::ostream& out);

}  // namespace swarmdesk::app
