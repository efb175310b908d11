// Exports that only the passes in artifact/passes/ use. The passes remove them from the finished module.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_PASSES_H
#define SANDBOX_PASSES_H

#include <stdint.h>

#include "sandbox.h"

// --- Metering ---------------------------------------------------------------

// Called when a slice of fuel is used up.
void SANDBOX_EXPORT(sandbox_refuel)(void);

// Returns whether the slice is used up. The pass replaces each call with a comparison.
int32_t SANDBOX_EXPORT(sandbox_out_of_fuel)(void);

// Replace every instruction that moves or fills memory. They work in pieces, and each piece pays.
void SANDBOX_EXPORT(sandbox_move)(void *to, const void *from, uint32_t size);
void SANDBOX_EXPORT(sandbox_fill)(void *to, int32_t value, uint32_t size);

// --- Guarding the stack -----------------------------------------------------

// Called when the C stack is used up: raises RuntimeError, or ends the run if the host stopped it.
void SANDBOX_EXPORT(sandbox_stack_full)(void);

#endif
