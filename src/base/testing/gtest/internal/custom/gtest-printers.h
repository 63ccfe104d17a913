// GoogleTest's own place for printers: it includes this, ours instead of its empty one, at the end of gtest-printers.h.
#pragma once

#include "base/testing.hpp"
