// dx where the input has few channels (an image's colours): see scatter.cc.
#pragma once

#include "conv.h"

namespace pellucid {

// Whether a vector of channels of dx would be mostly empty.
bool few_channels(const Conv& conv);
void scatter(Pool& pool, const Conv& conv, const float* dy, const float* w, float* dx);

}  // namespace pellucid
