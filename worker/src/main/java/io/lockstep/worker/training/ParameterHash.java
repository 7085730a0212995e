package io.lockstep.worker.training;

import io.lockstep.comms.Communicator;
import io.lockstep.engine.tensor.Tensor;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256 over the parameters and buffers of a replica, in native byte order. */
final class ParameterHash {
    private static final int SHOWN_DIGITS = 12;

    private ParameterHash() {}

    /** The hexadecimal hash of flat parameters followed by the buffers in the model's order. */
    static String of(Tensor parameters, Iterable<Tensor> buffers) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
        digest.update(parameters.contents());
        for (Tensor buffer : buffers) {
            digest.update(buffer.contents());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Compares the hashes of all ranks.
     *
     * @param when names the moment for the error
     * @throws ReplicasDivergedException naming which ranks have which hash, if they are not all equal
     */
    static void requireEqual(String own, Communicator communicator, String when) {
        List<byte[]> hashes =
                communicator.allGatherObject("parameter hash", HexFormat.of().parseHex(own));
        Map<String, String> ranksByHash = new TreeMap<>();
        for (int rank = 0; rank < hashes.size(); rank++) {
            String hash = HexFormat.of().formatHex(hashes.get(rank)).substring(0, SHOWN_DIGITS);
            ranksByHash.merge(hash, "rank " + rank, (before, next) -> before + ", " + next);
        }
        if (ranksByHash.size() > 1) {
            throw new ReplicasDivergedException("the parameters of all ranks must be equal bit for bit " + when
                    + ", but their hashes are " + ranksByHash
                    + "; check the memory of these machines and that all have the same kind of processor, then resume"
                    + " from the last checkpoint");
        }
    }
}
