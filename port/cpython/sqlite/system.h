// What SQLite expects of the system and WASI does not have. Included before SQLite's own code.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_SQLITE_SYSTEM_H
#define SANDBOX_SQLITE_SYSTEM_H

#include <fcntl.h>

// Locks on files. SQLite itself keeps the connections of one process apart, and no other process opens the
// sandbox's files, so every lock is granted.
#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2
#define F_GETLK 12
#define F_SETLK 13
#define F_SETLKW 14
int sandbox_lock_file(int fd, int command, ...);
#define fcntl sandbox_lock_file

// Memory that several processes share, which SQLite's code names, but never asks for.
#define PROT_READ 1
#define PROT_WRITE 2
#define MAP_SHARED 1
#define MAP_FAILED ((void *)-1)

#endif
