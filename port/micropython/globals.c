// The global variables of `__main__`, for the host.
// SPDX-License-Identifier: Apache-2.0

#include "py/runtime.h"

#include "guarded.h"
#include "modhost.h"
#include "sandbox.h"
#include "values.h"

typedef struct {
    int32_t operation;
    const char *name;
    size_t name_size;
    const void *value;
    size_t value_size;
} access_t;

static mp_obj_t global_names(void) {
    const mp_map_t *globals = &mp_globals_get()->map;
    mp_obj_t names = mp_obj_new_list(0, NULL);
    for (size_t i = 0; i < globals->alloc; i++) {
        if (mp_map_slot_is_filled(globals, i) && mp_obj_is_str(globals->table[i].key)) {
            mp_obj_list_append(names, globals->table[i].key);
        }
    }
    return names;
}

static void access_global(const void *context) {
    const access_t *access = context;
    if (access->operation == SANDBOX_GLOBAL_NAMES) {
        values_give(global_names(), "names");
        return;
    }
    qstr name = qstr_from_strn(access->name, access->name_size);
    mp_map_t *globals = &mp_globals_get()->map;
    mp_map_elem_t *found = mp_map_lookup(globals, MP_OBJ_NEW_QSTR(name), MP_MAP_LOOKUP);
    if (access->operation == SANDBOX_GLOBAL_HAS) {
        values_give(mp_obj_new_bool(found != NULL), "value");
    } else if (access->operation == SANDBOX_GLOBAL_SET) {
        mp_store_global(name, values_decode(access->value, access->value_size));
    } else if (access->operation == SANDBOX_GLOBAL_SET_HOST_FUNCTION
        || (access->operation == SANDBOX_GLOBAL_ADD_HOST_FUNCTION && found == NULL)) {
        mp_store_global(name, host_function_new(name));
    } else if (access->operation == SANDBOX_GLOBAL_DELETE) {
        values_give(mp_obj_new_bool(found != NULL), "value");
        if (found != NULL) {
            mp_delete_global(name);
        }
    } else if (access->operation == SANDBOX_GLOBAL_GET && found != NULL) {
        values_give(found->value, qstr_str(name));
    }
}

int32_t sandbox_global(int32_t operation, const char *name, uint32_t name_size,
    const void *value, uint32_t value_size) {
    access_t access = { operation, name, name_size, value, value_size };
    return guarded_call(access_global, &access, "", 0);
}
