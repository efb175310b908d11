// A process of its own: one user, no parent, no shell. Lib's `pwd` and `grp` name the user.
// SPDX-License-Identifier: Apache-2.0
#include "Python.h"
#include "process.h"
#include "stops.h"

#include <errno.h>
#include <unistd.h>

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

// A process is the only one of its group and of its session.
static pid_t only(pid_t pid) {
    if (pid == 0 || pid == getpid()) {
        return getpid();
    }
    errno = ESRCH;
    return -1;
}

pid_t getpgrp(void) {
    return getpid();
}

pid_t getpgid(pid_t pid) {
    return only(pid);
}

pid_t getsid(pid_t pid) {
    return only(pid);
}

int getgroups(int size, gid_t *groups) {
    if (size > 0) {
        groups[0] = USER;
    }
    return 1;
}

char *getlogin(void) {
    static char name[] = "sandbox";
    return name;
}

int getloadavg(double *loads, int count) {
    for (int i = 0; i < count; i++) {
        loads[i] = 0;
    }
    return count;
}

// Nothing else runs, so nobody is nicer.
int nice(int increment) {
    static int current;
    current = Py_MIN(Py_MAX(current + Py_MIN(Py_MAX(increment, -40), 40), 0), 19);
    return current;
}

void process_exit(int status) {
    stops_exit(status);
    stops_raise();
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
