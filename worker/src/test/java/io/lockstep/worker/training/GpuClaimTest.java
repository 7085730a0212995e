package io.lockstep.worker.training;

import io.lockstep.engine.backend.Backend;
import io.lockstep.engine.backend.ForwardingBackend;
import io.lockstep.engine.backend.reference.ReferenceBackend;
import io.lockstep.worker.LockstepException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GpuClaimTest {
    private final String identity = "test-" + UUID.randomUUID();
    private final Path file = Path.of("/tmp", "lockstep-gpu-" + identity + ".lock");

    @AfterEach
    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    /** The processor, under the name of a GPU. */
    private static final class NamedBackend extends ForwardingBackend {
        private final String identity;

        NamedBackend(String identity) {
            super(new ReferenceBackend());
            this.identity = identity;
        }

        @Override
        public int deviceIndex() {
            return 3;
        }

        @Override
        public String deviceIdentity() {
            return identity;
        }
    }

    @Test
    void aSecondWorkerOnOneGpuIsRefusedUntilTheFirstHasEnded() {
        try (Backend backend = new NamedBackend(identity)) {
            try (GpuClaim first = GpuClaim.of(backend, false)) {
                assertThat(first).isNotNull();
                assertThatThrownBy(() -> GpuClaim.of(backend, false))
                        .isInstanceOf(LockstepException.class)
                        .hasMessageContaining("cuda:3 (" + identity + ") already")
                        .hasMessageContaining("spark.executor.resource.gpu.amount=1")
                        .hasMessageContaining("--share-gpu");
            }
            GpuClaim.of(backend, false).close();
        }
    }

    @Test
    void severalMayShareAGpuThatIsAskedFor() {
        try (Backend backend = new NamedBackend(identity);
                GpuClaim first = GpuClaim.of(backend, false);
                GpuClaim second = GpuClaim.of(backend, true)) {
            assertThat(first).isNotSameAs(second);
        }
    }

    @Test
    void otherGpusAndTheProcessorAreFree() {
        try (Backend backend = new NamedBackend(identity);
                Backend other = new NamedBackend(identity + "-other");
                Backend processor = new ReferenceBackend();
                GpuClaim first = GpuClaim.of(backend, false);
                GpuClaim second = GpuClaim.of(other, false);
                GpuClaim third = GpuClaim.of(processor, false);
                GpuClaim fourth = GpuClaim.of(processor, false)) {
            assertThat(first).isNotSameAs(second);
            assertThat(third).isNotSameAs(fourth);
        } finally {
            assertThat(Path.of("/tmp", "lockstep-gpu-" + identity + "-other.lock"))
                    .satisfies(Files::deleteIfExists);
        }
    }

    /** A folder cannot be opened as a file, as one of another user cannot. */
    @Test
    void whatCannotBeLockedOnlyWarns() throws IOException {
        Files.createDirectory(file);
        try (Backend backend = new NamedBackend(identity);
                GpuClaim first = GpuClaim.of(backend, false);
                GpuClaim second = GpuClaim.of(backend, false)) {
            assertThat(first).isNotSameAs(second);
        }
    }
}
