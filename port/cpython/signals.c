// Signals that a program sends to itself, and timers that send one. Timers run on the host's clock, and are looked
// at whenever a slice of fuel is used up and while a program sleeps.
// SPDX-License-Identifier: Apache-2.0

#include "Python.h"
#include "signals.h"
#include "stops.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_SECOND INT64_C(1000000000)

/** So long that it is never due, and that sums do not overflow. */
#define MOST_SECONDS (INT64_C(1) << 32)

/** What a process ends with if a signal ends it, besides the signal's number. */
#define EXIT_BY_SIGNAL 128

typedef struct {
    int signal;
    int64_t due_ns; // on the monotonic clock; 0 if it is not set
    int64_t interval_ns;
} program_timer_t;

static program_timer_t timers[] = { { SIGALRM }, { SIGVTALRM }, { SIGPROF } };

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * NS_PER_SECOND + now.tv_nsec;
}

// --- Sending ------------------------------------------------------------------

static int is_ignored_by_default(int number) {
    return number == SIGCHLD || number == SIGCONT || number == SIGURG || number == SIGWINCH;
}

static int send(int number) {
    if (number < 1 || number >= _NSIG) {
        errno = EINVAL;
        return -1;
    }
    sighandler_t handler = number == SIGKILL || number == SIGSTOP ? SIG_DFL : signal(number, SIG_IGN);
    if (handler == SIG_DFL || handler == SIG_ERR) {
        signal(number, SIG_DFL);
        if (!is_ignored_by_default(number)) {
            stops_exit(EXIT_BY_SIGNAL + number);
        }
        return 0;
    }
    signal(number, handler);
    if (handler != SIG_IGN) {
        handler(number);
    }
    return 0;
}

// The C library's would end the sandbox, and not only the program.
int __wrap_raise(int number) {
    return send(number);
}

// There is one process, which is a group of its own.
int kill(pid_t pid, int number) {
    if (pid != getpid() && pid != -getpid() && pid != 0 && pid != -1) {
        errno = ESRCH;
        return -1;
    }
    return number == 0 ? 0 : send(number);
}

int killpg(pid_t group, int number) {
    return kill(-group, number);
}

int pause(void) {
    // Only a timer, or the host, can end it.
    struct timespec long_time = { .tv_sec = MOST_SECONDS };
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &long_time, NULL) == 0) {
    }
    errno = EINTR;
    return -1;
}

int siginterrupt(int number, int flag) {
    (void)number, (void)flag;
    return 0;
}

// --- Timers --------------------------------------------------------------------

int64_t signals_ns_until_due(void) {
    int64_t soonest = 0;
    for (size_t i = 0; i < Py_ARRAY_LENGTH(timers); i++) {
        int64_t due = timers[i].due_ns;
        if (due != 0 && (soonest == 0 || due < soonest)) {
            soonest = due;
        }
    }
    return soonest == 0 ? INT64_MAX : Py_MAX(soonest - now_ns(), 0);
}

int signals_send_due(void) {
    if (signals_ns_until_due() > 0) {
        return 0;
    }
    int64_t now = now_ns();
    for (size_t i = 0; i < Py_ARRAY_LENGTH(timers); i++) {
        program_timer_t *timer = &timers[i];
        if (timer->due_ns != 0 && timer->due_ns <= now) {
            timer->due_ns = timer->interval_ns == 0 ? 0 : now + timer->interval_ns;
            send(timer->signal);
        }
    }
    return 1;
}

static int64_t in_ns(const struct timeval *time) {
    return Py_MIN(time->tv_sec, MOST_SECONDS) * NS_PER_SECOND + time->tv_usec * INT64_C(1000);
}

static struct timeval of_ns(int64_t ns) {
    return (struct timeval) { .tv_sec = ns / NS_PER_SECOND, .tv_usec = ns % NS_PER_SECOND / 1000 };
}

int getitimer(int number, struct itimerval *value) {
    if (number < 0 || number >= (int)Py_ARRAY_LENGTH(timers)) {
        errno = EINVAL;
        return -1;
    }
    const program_timer_t *timer = &timers[number];
    int64_t left = timer->due_ns == 0 ? 0 : Py_MAX(timer->due_ns - now_ns(), 1000);
    *value = (struct itimerval) { .it_value = of_ns(left), .it_interval = of_ns(timer->interval_ns) };
    return 0;
}

int setitimer(int number, const struct itimerval *value, struct itimerval *old) {
    struct itimerval before;
    if (getitimer(number, &before) != 0) {
        return -1;
    }
    if (value->it_value.tv_sec < 0 || value->it_value.tv_usec < 0 || value->it_value.tv_usec >= 1000000
        || value->it_interval.tv_sec < 0 || value->it_interval.tv_usec < 0
        || value->it_interval.tv_usec >= 1000000) {
        errno = EINVAL;
        return -1;
    }
    if (old != NULL) {
        *old = before;
    }
    int64_t ns = in_ns(&value->it_value);
    timers[number].due_ns = ns == 0 ? 0 : now_ns() + ns;
    timers[number].interval_ns = in_ns(&value->it_interval);
    return 0;
}

unsigned alarm(unsigned seconds) {
    struct itimerval value = { .it_value.tv_sec = seconds }, old;
    setitimer(ITIMER_REAL, &value, &old);
    return (unsigned)old.it_value.tv_sec + (old.it_value.tv_usec > 0);
}
