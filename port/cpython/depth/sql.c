// Counts SQLite's calls in the depth of C code. The linker redirects CPython's calls to the functions below.
// SPDX-License-Identifier: Apache-2.0

#include "Python.h"

#include "sqlite3.h"

// How deep a query goes until it calls a function of the program, as a number of nested calls.
#define QUERY_DEPTH 12

// How deep a statement may go while it is compiled: see SQLite's own limits in artifact/cpython/sqlite/sources.ts.
#define STATEMENT_DEPTH 150

typedef struct pysqlite_Connection pysqlite_Connection;

int __real_pysqlite_check_connection(pysqlite_Connection *connection);

// The module calls it before everything that a cursor does.
int __wrap_pysqlite_check_connection(pysqlite_Connection *connection) {
    if (PyThreadState_Get()->c_recursion_remaining < STATEMENT_DEPTH) {
        PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded in SQLite");
        return 0;
    }
    return __real_pysqlite_check_connection(connection);
}

int __real_sqlite3_step(sqlite3_stmt *statement);

// The module does not hold the interpreter when it calls this.
int __wrap_sqlite3_step(sqlite3_stmt *statement) {
    PyThreadState *thread = PyGILState_GetThisThreadState();
    thread->c_recursion_remaining -= QUERY_DEPTH;
    int result = __real_sqlite3_step(statement);
    thread->c_recursion_remaining += QUERY_DEPTH;
    return result;
}
