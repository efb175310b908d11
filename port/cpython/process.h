// What `os` has besides what pyconfig.h says, and wasi-libc does not declare: a process with a user, a umask, a
// group of its own and a shell, and links that cannot be made. It is included before Modules/posixmodule.c.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_PROCESS_H
#define SANDBOX_PROCESS_H

#include "pyconfig.h"

#include <sys/types.h>
#include <unistd.h>

#include "signals.h"

#define HAVE_FUTIMENS 1
#define HAVE_GETEGID 1
#define HAVE_GETEUID 1
#define HAVE_GETGID 1
#define HAVE_GETGROUPS 1
#define HAVE_GETLOADAVG 1
#define HAVE_GETLOGIN 1
#define HAVE_GETPGID 1
#define HAVE_GETPGRP 1
#define HAVE_GETPPID 1
#define HAVE_GETSID 1
#define HAVE_GETUID 1
#define HAVE_LINK 1
#define HAVE_NICE 1
#define HAVE_READLINK 1
#define HAVE_SYMLINK 1
#define HAVE_SYSTEM 1
#define HAVE_UMASK 1

uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
pid_t getppid(void);
pid_t getpgrp(void);
pid_t getpgid(pid_t pid);
pid_t getsid(pid_t pid);
int getgroups(int size, gid_t *groups);
char *getlogin(void);
int getloadavg(double *loads, int count);
int nice(int increment);
mode_t umask(mode_t mask);

// Ends the program, and not the sandbox: what `os._exit` calls.
void process_exit(int status);
#define _exit process_exit

// Raises OSError: there are no other processes.
int system(const char *command);

#endif
