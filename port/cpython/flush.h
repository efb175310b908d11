// Standard output and standard error.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_FLUSH_H
#define SANDBOX_FLUSH_H

// Writes what Python still holds back of its output. Keeps the exception that is set, if any.
void flush_output(void);

#endif
