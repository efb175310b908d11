// Locales: only those that are on every machine. The C library knows no other either, but accepts every name. The
// linker redirects CPython's calls to the function below.
// SPDX-License-Identifier: Apache-2.0

#include <locale.h>
#include <string.h>

static const char *const KNOWN[] = { "", "C", "POSIX", "C.UTF-8", "C.utf8" };

char *__real_setlocale(int category, const char *name);

char *__wrap_setlocale(int category, const char *name) {
    // A name with a semicolon is one that was returned for all categories.
    if (name == NULL || strchr(name, ';') != NULL) {
        return __real_setlocale(category, name);
    }
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        if (strcmp(name, KNOWN[i]) == 0) {
            return __real_setlocale(category, name);
        }
    }
    return NULL;
}
