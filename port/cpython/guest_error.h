// Describing an uncaught exception to the host.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_GUEST_ERROR_H
#define SANDBOX_GUEST_ERROR_H

#include "Python.h"

// Describes the exception that is set to the host through `sandbox_report`, and clears it. `program` is the
// name of the run's own source in tracebacks. Returns a SANDBOX_STATUS; no exception remains set.
int32_t guest_error_report(PyObject *program);

#endif
