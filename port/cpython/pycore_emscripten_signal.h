// Where the interpreter checks for a stop: at every backward jump and call, and in long loops in C,
// wherever CPython checks for signals. CPython includes a header of this name there, for another
// platform; this one replaces it.
// SPDX-License-Identifier: Apache-2.0
#ifndef Py_EMSCRIPTEN_SIGNAL_H
#define Py_EMSCRIPTEN_SIGNAL_H

#include "stops.h"

#define _Py_CHECK_EMSCRIPTEN_SIGNALS_PERIODICALLY() stops_check()

#define _Py_CHECK_EMSCRIPTEN_SIGNALS() \
    do {                               \
        stops_check();                 \
        if (stops_raise()) {           \
            return -1;                 \
        }                              \
    } while (0)

#endif
