// Locks. There is only one thread, so waiting for a lock without a timeout would take forever. It raises
// RuntimeError instead. The linker redirects calls of CPython's functions to those below.
// SPDX-License-Identifier: Apache-2.0

#include "Python.h"
#include "pycore_parking_lot.h"
#include "pycore_pythread.h"

static int raise_deadlock(void *unused) {
    (void)unused;
    PyErr_SetString(PyExc_RuntimeError, "deadlock: this waits for another thread, and there is none");
    return -1;
}

PyLockStatus __real_PyThread_acquire_lock_timed_with_retries(PyThread_type_lock lock, PY_TIMEOUT_T timeout);

PyLockStatus __wrap_PyThread_acquire_lock_timed_with_retries(PyThread_type_lock lock, PY_TIMEOUT_T timeout) {
    if (timeout >= 0) {
        return __real_PyThread_acquire_lock_timed_with_retries(lock, timeout);
    }
    PyLockStatus status = PyThread_acquire_lock_timed(lock, 0, 0);
    if (status != PY_LOCK_FAILURE) {
        return status;
    }
    raise_deadlock(NULL);
    return PY_LOCK_INTR;
}

int __real__PyParkingLot_Park(const void *address, const void *expected, size_t size, PyTime_t timeout_ns,
    void *arg, int detach);

int __wrap__PyParkingLot_Park(const void *address, const void *expected, size_t size, PyTime_t timeout_ns,
    void *arg, int detach) {
    if (timeout_ns >= 0) {
        return __real__PyParkingLot_Park(address, expected, size, timeout_ns, arg, detach);
    }
    // The caller then checks for signals, which makes this call.
    Py_AddPendingCall(raise_deadlock, NULL);
    return Py_PARK_INTR;
}
