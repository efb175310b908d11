// Standard output and standard error.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_FLUSH_H
#define SANDBOX_FLUSH_H

// Writes the output that Python still buffers. Keeps the exception that is set, if any.
void flush_output(void);

#endif
