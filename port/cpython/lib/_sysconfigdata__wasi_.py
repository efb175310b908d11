# What `sysconfig` reads of how the interpreter was built.
# SPDX-License-Identifier: Apache-2.0
build_time_vars = {
    "EXT_SUFFIX": "",
    "LDFLAGS": "",
    "LDLIBRARY": "libpython3.13.a",
    "LDSHARED": "",
    "LIBRARY": "libpython3.13.a",
    "MULTIARCH": "",
    "Py_DEBUG": 0,
    "Py_ENABLE_SHARED": 0,
    "Py_GIL_DISABLED": 0,
    "TEST_MODULES": "no",
    "TZPATH": "/usr/lib/python3.13/zoneinfo/zones",
    "WITH_DOC_STRINGS": 1,
    "prefix": "/usr",
    "exec_prefix": "/usr",
}
