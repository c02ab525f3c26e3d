/* Loaded before the C library (LD_PRELOAD): makes the disk fail, or ends the process, as a shared file says.

   FAULTS names a file of three ints: how many of the next syncs fail with EIO, at which of the next calls that change
   a file the process is killed (0: none), and how many of the next writes to the database fail with ENOSPC. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int nothing[3];
static int *orders = nothing;

__attribute__((constructor)) static void attach(void) {
    const char *path = getenv("FAULTS");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *shared = mmap(NULL, sizeof nothing, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (shared != MAP_FAILED) orders = shared;
}

static void change(void) {
    if (orders[1] > 0 && __sync_sub_and_fetch(&orders[1], 1) == 0) kill(getpid(), SIGKILL);
}

static int fails(int order, int reason) {
    change();
    if (orders[order] <= 0 || __sync_fetch_and_sub(&orders[order], 1) <= 0) return 0;
    errno = reason;
    return 1;
}

static int sync_fails(void) { return fails(0, EIO); }

/* The database, its journal and what it spills: not the log or a status file, which may be written at any time. */
static int is_database(int file) {
    char link[32], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return strstr(path, ".duckdb") != NULL;
}

static int write_fails(int file) {
    if (orders[2] > 0 && is_database(file)) return fails(2, ENOSPC);
    change();
    return 0;
}

static int is_file(int file) {
    struct stat status;
    return file > 2 && fstat(file, &status) == 0 && S_ISREG(status.st_mode);
}

#define REAL(result, name, ...) ((result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))

int fsync(int file) { return sync_fails() ? -1 : REAL(int, fsync, int)(file); }
int fdatasync(int file) { return sync_fails() ? -1 : REAL(int, fdatasync, int)(file); }
int ftruncate(int file, off_t size) { change(); return REAL(int, ftruncate, int, off_t)(file, size); }
int ftruncate64(int file, off64_t size) { change(); return REAL(int, ftruncate64, int, off64_t)(file, size); }
int unlink(const char *path) { change(); return REAL(int, unlink, const char *)(path); }
int rename(const char *from, const char *to) { change(); return REAL(int, rename, const char *, const char *)(from, to); }
ssize_t pwrite(int file, const void *bytes, size_t size, off_t at) {
    if (write_fails(file)) return -1;
    return REAL(ssize_t, pwrite, int, const void *, size_t, off_t)(file, bytes, size, at);
}
ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t at) {
    if (write_fails(file)) return -1;
    return REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t)(file, bytes, size, at);
}
ssize_t write(int file, const void *bytes, size_t size) {
    if ((orders[1] > 0 || orders[2] > 0) && is_file(file) && write_fails(file)) return -1;
    return REAL(ssize_t, write, int, const void *, size_t)(file, bytes, size);
}
