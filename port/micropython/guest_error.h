// Describing an uncaught exception to the host.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_GUEST_ERROR_H
#define SANDBOX_GUEST_ERROR_H

#include <stdint.h>

#include "py/obj.h"

// Describes `exception` (an instance, as in an nlr_buf's ret_val) to the host through `sandbox_report`.
// `program`, of `program_size` bytes, is the name of the run's own source in tracebacks.
// Returns the run's SANDBOX_STATUS. Raises nothing of its own, but is aborted if the host stops the run.
int32_t guest_error_report(void *exception, const char *program, size_t program_size);

#endif
