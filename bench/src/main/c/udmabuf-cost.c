// SPDX-License-Identifier: Apache-2.0
// What a dma-buf of memfd pages costs a C program. UdmabufCost.java drives it, and does the same.
//
// Prints the path of a memfd of PAGES pages. Then for each line "PAGES RUN" of its input it makes a dma-buf of
// so many pages, scattered in runs of RUN pages, maps it, touches each page, unmaps and closes it, and prints
// the nanoseconds of its own processor time that creating, mapping and teardown took.
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/udmabuf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static int device, memory;
static long page;

static void check(int good, const char *what) {
    if (!good) {
        perror(what);
        exit(1);
    }
}

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int create_one(long pages) {
    struct udmabuf_create create = {memory, UDMABUF_FLAGS_CLOEXEC, 0, (uint64_t)(pages * page)};
    return ioctl(device, UDMABUF_CREATE, &create);
}

// The runs in reverse, with a hole as long as a run before each.
static int create_list(long pages, long run) {
    long count = (pages + run - 1) / run;
    struct udmabuf_create_list *list = malloc(sizeof *list + count * sizeof list->list[0]);
    list->flags = UDMABUF_FLAGS_CLOEXEC;
    list->count = count;
    for (long i = 0; i < count; i++) {
        long left = pages - i * run;
        list->list[i].memfd = memory;
        list->list[i].offset = 2 * (count - 1 - i) * run * page;
        list->list[i].size = (left < run ? left : run) * page;
    }
    int buffer = ioctl(device, UDMABUF_CREATE_LIST, list);
    free(list);
    return buffer;
}

static void measure(long pages, long run) {
    long start = now();
    int buffer = run == pages ? create_one(pages) : create_list(pages, run);
    long created = now();
    check(buffer >= 0, "udmabuf");
    size_t size = pages * page;
    volatile char *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, buffer, 0);
    check(bytes != MAP_FAILED, "mmap");
    for (size_t at = 0; at < size; at += page) (void)bytes[at];
    long mapped = now();
    munmap((void *)bytes, size);
    close(buffer);
    long end = now();
    printf("%ld %ld %ld\n", created - start, mapped - created, end - mapped);
}

int main(int count, char **arguments) {
    long pages, run;
    setlinebuf(stdout);
    page = sysconf(_SC_PAGESIZE);
    size_t size = (count > 1 ? atol(arguments[1]) : 0) * page;
    device = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
    check(device >= 0, "/dev/udmabuf");
    memory = memfd_create("pages", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    check(memory >= 0 && ftruncate(memory, size) == 0, "memfd");
    check(fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK) == 0, "F_SEAL_SHRINK");
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    check(bytes != MAP_FAILED, "mmap");
    memset(bytes, 1, size);
    printf("/proc/%d/fd/%d\n", getpid(), memory);
    while (scanf("%ld %ld", &pages, &run) == 2) measure(pages, run);
    return 0;
}
