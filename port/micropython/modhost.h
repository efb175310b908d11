// Functions of the host's, as Python sees them.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_MODHOST_H
#define SANDBOX_MODHOST_H

#include "py/obj.h"

// Makes the object that calls the host's function `name`.
mp_obj_t host_function_new(qstr name);

#endif
