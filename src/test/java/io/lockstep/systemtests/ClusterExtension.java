package io.lockstep.systemtests;

import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the {@link Cluster}: started for the first that asks, stopped by JUnit when all have run. */
final class ClusterExtension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Cluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(ClusterExtension.class))
                .getOrComputeIfAbsent(Cluster.class, key -> start(), Cluster.class);
    }

    private static Cluster start() {
        try {
            return Cluster.start();
        } catch (IOException e) {
            throw new ParameterResolutionException("the cluster cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ParameterResolutionException("interrupted while the cluster started", e);
        }
    }
}
