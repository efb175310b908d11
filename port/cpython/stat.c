// Permissions and owners in `stat`. WASI has none: whoever sees a file may read it, and the host decides about
// writes when they are tried. Programs see the permissions that Linux gives new files, and that everything
// belongs to them. The linker redirects CPython's calls to the functions below.
// SPDX-License-Identifier: Apache-2.0

#include "process.h"

#include <sys/stat.h>

#define FOLDER_PERMISSIONS 0755
#define FILE_PERMISSIONS 0644

static int with_permissions(int status, struct stat *info) {
    if (status == 0) {
        info->st_mode |= S_ISDIR(info->st_mode) ? FOLDER_PERMISSIONS : FILE_PERMISSIONS;
        info->st_uid = getuid();
        info->st_gid = getgid();
    }
    return status;
}

int __real_stat(const char *path, struct stat *info);
int __real_lstat(const char *path, struct stat *info);
int __real_fstat(int fd, struct stat *info);
int __real_fstatat(int folder, const char *path, struct stat *info, int flags);

int __wrap_stat(const char *path, struct stat *info) {
    return with_permissions(__real_stat(path, info), info);
}

int __wrap_lstat(const char *path, struct stat *info) {
    return with_permissions(__real_lstat(path, info), info);
}

int __wrap_fstat(int fd, struct stat *info) {
    return with_permissions(__real_fstat(fd, info), info);
}

int __wrap_fstatat(int folder, const char *path, struct stat *info, int flags) {
    return with_permissions(__real_fstatat(folder, path, info, flags), info);
}
