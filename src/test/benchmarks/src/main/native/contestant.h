/*
 * What the contestants that are no Java programs have in common: one rank that sums a buffer with the others when it is
 * told to. The commands, a line each:
 *
 *   size BYTES           takes a buffer of that size, sums it once, checks the sum, and answers "ready"
 *   run WARM_UP COUNT    does WARM_UP all-reduces that are not timed, then COUNT that are, and answers "times" and the
 *                        nanoseconds of each
 *   quit                 ends it, as does the end of the commands
 *
 * Only rank 0 answers. While a rank waits for a command it blocks in read(2), whatever its library does in between.
 */
#ifndef LOCKSTEP_CONTESTANT_H
#define LOCKSTEP_CONTESTANT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct contestant {
    /* Returns room for so many floats; the last one's is the library's own business. */
    float *(*take)(long count);
    /* Sums the last buffer taken over all ranks, in place. */
    void (*all_reduce)(void);
};

static void fail(const char *what, const char *detail) {
    fprintf(stderr, "%s: %s\n", what, detail);
    exit(1);
}

static long long now_nanos(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

/* Rank r holds r + 1 + i % 7 at place i; the sums are small whole numbers, hence exact in any order. */
static void verify(const struct contestant *contestant, int rank, int ranks, long count, float *data) {
    for (long i = 0; i < count; i++) data[i] = (float)(rank + 1 + i % 7);
    contestant->all_reduce();
    for (long i = 0; i < count; i++) {
        float expected = (float)(ranks * (ranks + 1) / 2 + ranks * (i % 7));
        if (data[i] != expected) {
            fprintf(stderr, "rank %d of %d: the sum at place %ld of %ld is %f but should be %f\n", rank, ranks, i, count, data[i], expected);
            exit(1);
        }
    }
    memset(data, 0, sizeof(float) * (size_t)count); /* zeros stay zeros, however often they are summed */
}

static void run(const struct contestant *contestant, FILE *answers, int warm_up, int count) {
    long long *nanos = (long long *)malloc(sizeof(long long) * (size_t)(count + 1));
    for (int i = 0; i < warm_up; i++) contestant->all_reduce();
    nanos[0] = now_nanos();
    for (int i = 1; i <= count; i++) {
        contestant->all_reduce();
        nanos[i] = now_nanos();
    }
    if (answers) {
        fputs("times", answers);
        for (int i = 1; i <= count; i++) fprintf(answers, " %lld", nanos[i] - nanos[i - 1]);
        fputc('\n', answers);
        fflush(answers);
    }
    free(nanos);
}

/* Takes commands until there are no more. answers: NULL for all ranks but 0 */
static void take_commands(const struct contestant *contestant, int rank, int ranks, FILE *commands, FILE *answers) {
    char line[128];
    while (fgets(line, sizeof line, commands) && strncmp(line, "quit", 4)) {
        long bytes;
        int warm_up, count;
        if (sscanf(line, "size %ld", &bytes) == 1) {
            verify(contestant, rank, ranks, bytes / 4, contestant->take(bytes / 4));
            if (answers) {
                fputs("ready\n", answers);
                fflush(answers);
            }
        } else if (sscanf(line, "run %d %d", &warm_up, &count) == 2) {
            run(contestant, answers, warm_up, count);
        } else {
            fail("unknown command", line);
        }
    }
}

/* Pages of 2 MB where the system gives them, as all contestants have them. */
__attribute__((unused)) static float *aligned_floats(long count) {
    size_t page = 2 << 20, bytes = sizeof(float) * (size_t)count;
    float *data = (float *)aligned_alloc(page, (bytes + page - 1) / page * page);
    if (!data) fail("out of memory", "choose smaller --sizes");
    return data;
}

#endif
