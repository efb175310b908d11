// Describing an uncaught exception to the host.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_GUEST_ERROR_H
#define SANDBOX_GUEST_ERROR_H

#include <stdint.h>

#include "py/obj.h"

// Describes `exception` (an instance, as an nlr_buf's ret_val) to the host through
// `sandbox_report`. `program` is the name, of `program_size` bytes, that the run's own source has in tracebacks.
// Answers the run's SANDBOX_STATUS. Raises nothing of its own, but may be aborted where the host stops the run.
int32_t guest_error_report(void *exception, const char *program, size_t program_size);

#endif
