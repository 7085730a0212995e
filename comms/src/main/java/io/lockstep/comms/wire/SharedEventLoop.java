package io.lockstep.comms.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A Netty event loop that belongs to no thread: who {@linkplain #tryTake takes} it drives it, until he {@linkplain
 * #release gives it back}. Netty's own loops belong to one thread for good; then whoever waits for what arrives needs that
 * thread's help, and on a busy machine the switches between the two cost more than a small message does.
 *
 * <p>{@link #tryTake} and {@link #release} order what the drivers do, as a lock does.
 */
public final class SharedEventLoop extends AbstractScheduledEventExecutor implements IoEventLoop {
    private static final IoHandlerContext WITHOUT_WAITING = new IoHandlerContext() {
        @Override
        public boolean canBlock() {
            return false;
        }

        @Override
        public long delayNanos(long now) {
            return 0;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }
    };

    private final AtomicReference<@Nullable Thread> driver = new AtomicReference<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final IoHandler handler;
    private final Waiting waiting = new Waiting();
    private final Promise<@Nullable Void> termination = new DefaultPromise<>(GlobalEventExecutor.INSTANCE);
    private boolean initialized;
    private volatile boolean ending;

    public SharedEventLoop(IoHandlerFactory handlers) {
        handler = handlers.newHandler(this);
    }

    /** Makes the calling thread the driver; false if there is one. */
    public boolean tryTake() {
        return driver.compareAndSet(null, Thread.currentThread());
    }

    /** The calling thread, the driver, drives no more. */
    public void release() {
        driver.set(null);
    }

    /** Does what can be done now; returns how many events and tasks that were. By the driver. */
    public int runNow() {
        return run(WITHOUT_WAITING);
    }

    /** Does what can be done, after waiting for it for at most {@code waitNanos} unless woken. By the driver. */
    public int run(long waitNanos) {
        waiting.nanos = waitNanos;
        return run(waiting);
    }

    /** Ends the waiting of the driver; from any thread. */
    public void wakeUp() {
        handler.wakeup();
    }

    /** Closes all channels, runs what is queued, and is of no use from then on. By the driver. */
    public void end() {
        ending = true;
        cancelScheduledTasks();
        runTasks();
        handler.prepareToDestroy();
        runTasks();
        handler.destroy();
        runTasks();
        termination.setSuccess(null);
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return driver.get() == thread;
    }

    @Override
    public void execute(Runnable task) {
        if (ending && !inEventLoop()) {
            throw new RejectedExecutionException("the event loop has ended");
        }
        tasks.add(task);
        if (!inEventLoop()) {
            handler.wakeup();
        }
    }

    @Override
    public IoEventLoop next() {
        return this;
    }

    @Override
    public @Nullable IoEventLoopGroup parent() {
        return null;
    }

    @Override
    public Future<IoRegistration> register(IoHandle handle) {
        Promise<IoRegistration> promise = newPromise();
        if (inEventLoop()) {
            register(handle, promise);
        } else {
            execute(() -> register(handle, promise));
        }
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    @Deprecated
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handle) {
        return handler.isCompatible(handle);
    }

    @Override
    public boolean isIoType(Class<? extends IoHandler> type) {
        return handler.getClass().equals(type);
    }

    @Override
    public boolean isShuttingDown() {
        return ending;
    }

    @Override
    public boolean isShutdown() {
        return ending;
    }

    @Override
    public boolean isTerminated() {
        return termination.isDone();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return termination.await(timeout, unit);
    }

    /** Ends at once, whatever the periods, when it is next driven. */
    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        execute(this::end);
        return termination;
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester") // it is Netty that deprecates this, and calls it for its own reasons
    public void shutdown() {
        execute(this::end);
    }

    @Override
    public Future<?> terminationFuture() {
        return termination;
    }

    private int run(IoHandlerContext context) {
        if (!inEventLoop()) {
            throw new IllegalStateException("only its driver runs an event loop; take it first");
        }
        if (!initialized) {
            initialized = true;
            handler.initialize();
        }
        return handler.run(context) + runTasks();
    }

    private int runTasks() {
        fetchFromScheduledTaskQueue(tasks);
        int count = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            safeExecute(task);
            count++;
        }
        return count;
    }

    private void register(IoHandle handle, Promise<IoRegistration> promise) {
        try {
            promise.setSuccess(handler.register(handle));
        } catch (Exception e) {
            promise.setFailure(e);
        }
    }

    /** For a while, unless there is something to do. */
    private final class Waiting implements IoHandlerContext {
        private long nanos;

        @Override
        public boolean canBlock() {
            return tasks.isEmpty() && !hasScheduledTasks();
        }

        @Override
        public long delayNanos(long now) {
            return Math.min(nanos, SharedEventLoop.this.delayNanos(now, nanos));
        }

        @Override
        public long deadlineNanos() {
            long end = ticker().nanoTime() + nanos;
            long scheduled = nextScheduledTaskDeadlineNanos();
            return scheduled == -1 || scheduled - end > 0 ? end : scheduled;
        }
    }
}
