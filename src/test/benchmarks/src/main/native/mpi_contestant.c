/*
 * MPI_Allreduce as a contestant: mpirun ... mpi_contestant FOLDER. The commands of rank r come from the named pipe
 * FOLDER/r, since mpirun hands its input to rank 0 only, and a rank that waits for another inside MPI keeps a core busy.
 */
#include <mpi.h>

#include "contestant.h"

static float *data;
static long floats;

static float *take(long count) {
    free(data);
    floats = count;
    return data = aligned_floats(count);
}

static void all_reduce(void) {
    MPI_Allreduce(MPI_IN_PLACE, data, (int)floats, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
}

int main(int argc, char **argv) {
    int rank, ranks;
    char path[4096];
    struct contestant contestant = {take, all_reduce};
    if (argc != 2) fail("usage", "mpi_contestant FOLDER");
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    snprintf(path, sizeof path, "%s/%d", argv[1], rank);
    FILE *commands = fopen(path, "r");
    if (!commands) fail("cannot open", path);
    take_commands(&contestant, rank, ranks, commands, rank ? NULL : stdout);
    MPI_Finalize();
    return 0;
}
