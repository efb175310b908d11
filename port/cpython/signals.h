// Signals that a program sends to itself, and timers that send one. It is included before Modules/signalmodule.c
// and Modules/posixmodule.c, which use what wasi-libc does not declare.
// SPDX-License-Identifier: Apache-2.0
#ifndef SANDBOX_SIGNALS_H
#define SANDBOX_SIGNALS_H

#include "pyconfig.h"

#include <stdint.h>
#include <sys/time.h>
#include <sys/types.h>

#define HAVE_ALARM 1
#define HAVE_GETITIMER 1
#define HAVE_KILL 1
#define HAVE_KILLPG 1
#define HAVE_PAUSE 1
#define HAVE_SETITIMER 1
#define HAVE_SIGINTERRUPT 1

#define ITIMER_REAL 0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF 2

struct itimerval {
    struct timeval it_interval, it_value;
};

unsigned alarm(unsigned seconds);
int getitimer(int timer, struct itimerval *value);
int setitimer(int timer, const struct itimerval *value, struct itimerval *old);
int kill(pid_t pid, int number);
int killpg(pid_t group, int number);
int pause(void);
int siginterrupt(int number, int flag);

// Nanoseconds until a timer is due, at least 0; INT64_MAX if none is set.
int64_t signals_ns_until_due(void);

// Sends the signals of timers that are due. Returns whether it sent any. It can be called at any point: what a
// program does about a signal, it does at the interpreter's next check.
int signals_send_due(void);

#endif
