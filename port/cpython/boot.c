// Starting the interpreter.
// SPDX-License-Identifier: Apache-2.0

#include "Python.h"

#include <stdio.h>

#include "depth/nested.h"
#include "guarded.h"
#include "sandbox.h"

// Where Lib is mounted, and where the host mounts the modules for a program.
static const wchar_t *const SEARCH_PATHS[] = { L"", SANDBOX_LIB_DIR, L"/lib" };

// The surroundings have no influence: no environment variables, no files besides Lib, no signals. The
// hash seed is the same in every process, like everything in an image of a booted interpreter.
static PyStatus configure(PyConfig *config) {
    config->use_environment = 0;
    config->user_site_directory = 0;
    config->use_hash_seed = 1;
    config->hash_seed = 0;
    config->site_import = 1;
    config->write_bytecode = 0;
    config->install_signal_handlers = 0;
    config->pathconfig_warnings = 0;
    config->safe_path = 1;
    config->module_search_paths_set = 1;
    const wchar_t *settings[][2] = { { L"python3", L"/usr" } };
    PyStatus status = PyConfig_SetString(config, &config->program_name, settings[0][0]);
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetString(config, &config->home, settings[0][1]);
    }
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetString(config, &config->executable, L"");
    }
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetString(config, &config->stdio_encoding, L"utf-8");
    }
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetString(config, &config->stdio_errors, L"strict");
    }
    if (!PyStatus_Exception(status)) {
        status = PyConfig_SetString(config, &config->stdlib_dir, SANDBOX_LIB_DIR);
    }
    for (size_t i = 0; i < Py_ARRAY_LENGTH(SEARCH_PATHS) && !PyStatus_Exception(status); i++) {
        status = PyWideStringList_Append(&config->module_search_paths, SEARCH_PATHS[i]);
    }
    return status;
}

// Only someone who builds the artifact ever sees this: programs start from a booted image.
static int failed(PyStatus status) {
    fprintf(stderr, "%s: %s\n", status.func ? status.func : "exit", status.err_msg ? status.err_msg : "");
    return -1;
}

static int start(void) {
    PyPreConfig before;
    PyPreConfig_InitIsolatedConfig(&before);
    before.utf8_mode = 1;
    PyStatus status = Py_PreInitialize(&before);
    if (PyStatus_Exception(status)) {
        return failed(status);
    }
    PyConfig config;
    PyConfig_InitIsolatedConfig(&config);
    status = configure(&config);
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    return PyStatus_Exception(status) ? failed(status) : 0;
}

int32_t sandbox_boot(void) {
    if (start() != 0) {
        return -1;
    }
    guarded_enter();
    if (nested_begin() == 0) {
        PyRun_SimpleString("import sys; sys.argv.clear(); sys.path[0] = ''; sys.stdout.reconfigure(line_buffering=True)");
    }
    return guarded_leave_silently() == SANDBOX_STATUS_OK ? 0 : -1;
}
