// A process of its own: one user, no parent, no shell. Lib's `pwd` and `grp` name the user.
// SPDX-License-Identifier: Apache-2.0
#include "Python.h"
#include "process.h"

#define USER 1000
#define PARENT 1

uid_t getuid(void) {
    return USER;
}

uid_t geteuid(void) {
    return USER;
}

gid_t getgid(void) {
    return USER;
}

gid_t getegid(void) {
    return USER;
}

pid_t getppid(void) {
    return PARENT;
}

// Files have no permissions, so it has no effect.
mode_t umask(mode_t mask) {
    static mode_t current = 022;
    mode_t before = current;
    current = mask & 0777;
    return before;
}

// `os.system` calls it without holding the interpreter, and returns what it returns unless an exception is set.
int system(const char *command) {
    (void)command;
    PyGILState_STATE state = PyGILState_Ensure();
    PyErr_SetString(PyExc_OSError, "there are no processes in this sandbox");
    PyGILState_Release(state);
    return -1;
}
