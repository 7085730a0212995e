// Streams. Work waits in its stream's queue until something needs its end; so a missing event or synchronisation shows in
// the data. The legacy stream and the blocking streams wait for each other, as the driver's rules say.
#include <algorithm>
#include "graph.h"
#include "state.h"

namespace {

bool captures_implicitly(const Context& context) {
    return std::any_of(context.streams.begin(), context.streams.end(), [](auto& stream) {
        return stream->capture != nullptr && !(stream->flags & Stream::NON_BLOCKING);
    });
}

// The legacy stream would wait for a stream that is captured.
Status implicit_dependency(Context& context) {
    for (auto& stream : context.streams) {
        if (stream->capture != nullptr && !(stream->flags & Stream::NON_BLOCKING)) {
            invalidate(*stream->capture, STREAM_CAPTURE_IMPLICIT);
        }
    }
    return STREAM_CAPTURE_IMPLICIT;
}

void push(const std::shared_ptr<Stream>& stream, std::function<Status()> operation) {
    stream->queue.push_back(std::move(operation));
    stream->submitted++;
}

void wait_for(const std::shared_ptr<Stream>& stream, const std::shared_ptr<Stream>& other) {
    if (other->finished < other->submitted) {
        push(stream, [other, until = other->submitted] { return drain(*other, until); });
    }
}

}  // namespace

std::shared_ptr<Stream> stream_of(Context* context, const void* handle) {
    // 1 is the driver's other name for the legacy stream.
    if (handle == nullptr || handle == reinterpret_cast<const void*>(1)) {
        return context->null_stream;
    }
    return driver().streams.find(handle);
}

void enqueue(const std::shared_ptr<Stream>& stream, std::function<Status()> operation) {
    Context& context = *stream->context;
    if (stream == context.null_stream) {
        for (auto& other : context.streams) {
            if (!(other->flags & Stream::NON_BLOCKING)) {
                wait_for(stream, other);
            }
        }
    } else if (!(stream->flags & Stream::NON_BLOCKING)) {
        wait_for(stream, context.null_stream);
    }
    push(stream, std::move(operation));
}

Status submit(Context* context, const std::shared_ptr<Stream>& stream, Work work) {
    if (stream->capture != nullptr) {
        if (stream->capture->invalid) {
            return STREAM_CAPTURE_INVALIDATED;
        }
        add_captured(stream, std::move(work));
        return SUCCESS;
    }
    if (stream == context->null_stream && captures_implicitly(*context)) {
        return implicit_dependency(*context);
    }
    enqueue(stream, [work = std::move(work)] { return perform(work); });
    // An error of the work itself comes out of the next call, as on a device.
    if (!driver().configuration.late) {
        drain(*stream, stream->submitted);
    }
    return SUCCESS;
}

Status drain(Stream& stream, uint64_t until) {
    Context& context = *stream.context;
    while (context.sticky == SUCCESS && stream.finished < until && !stream.queue.empty()) {
        auto operation = std::move(stream.queue.front());
        stream.queue.pop_front();
        Status status = operation();
        stream.finished++;
        if (status != SUCCESS && context.sticky == SUCCESS) {
            context.sticky = status;
        }
    }
    return context.sticky;
}

Status drain(Context& context) {
    auto streams = context.streams;
    streams.push_back(context.null_stream);
    for (auto& stream : streams) {
        drain(*stream, stream->submitted);
    }
    return context.sticky;
}

Status drain_legacy(Context& context) {
    if (captures_implicitly(context)) {
        return implicit_dependency(context);
    }
    if (Status forbidden = forbidden_by_capture(&context)) {
        return forbidden;
    }
    auto streams = context.streams;
    for (auto& stream : streams) {
        if (!(stream->flags & Stream::NON_BLOCKING)) {
            drain(*stream, stream->submitted);
        }
    }
    return drain(*context.null_stream, context.null_stream->submitted);
}

API cuStreamCreateWithPriority(Stream** result, unsigned flags, int priority) {
    IN_CONTEXT
    if (flags > Stream::NON_BLOCKING) {
        return INVALID_VALUE;
    }
    auto stream = std::make_shared<Stream>();
    stream->context = call.context;
    stream->flags = flags;
    stream->priority = std::clamp(priority, -5, 0);
    call.context->streams.push_back(stream);
    *result = driver().streams.add(stream);
    return SUCCESS;
}

API cuStreamCreate(Stream** result, unsigned flags) { return cuStreamCreateWithPriority(result, flags, 0); }

#define WITH_STREAM                                       \
    IN_CONTEXT                                            \
    auto stream = stream_of(call.context, handle);        \
    if (stream == nullptr) {                              \
        return INVALID_HANDLE;                            \
    }

API cuStreamDestroy_v2(const void* handle) {
    WITH_STREAM
    if (stream == call.context->null_stream) {
        return INVALID_HANDLE;
    }
    if (stream->capture != nullptr) {
        invalidate(*stream->capture, STREAM_CAPTURE_UNSUPPORTED);
    }
    drain(*stream, stream->submitted);
    auto& streams = stream->context->streams;
    streams.erase(std::remove(streams.begin(), streams.end(), stream), streams.end());
    driver().streams.remove(handle);
    return SUCCESS;
}

API cuStreamSynchronize(const void* handle) {
    WITH_STREAM
    if (stream->capture != nullptr) {
        return invalidate(*stream->capture, STREAM_CAPTURE_UNSUPPORTED);
    }
    return stream == call.context->null_stream ? drain_legacy(*call.context) : drain(*stream, stream->submitted);
}

// Each question lets one more piece of work end, so that asking in a loop comes to an end.
API cuStreamQuery(const void* handle) {
    WITH_STREAM
    if (stream->capture != nullptr) {
        return invalidate(*stream->capture, STREAM_CAPTURE_UNSUPPORTED);
    }
    if (stream->finished == stream->submitted) {
        return SUCCESS;
    }
    Status status = drain(*stream, stream->finished + 1);
    return status != SUCCESS ? status : NOT_READY;
}

API cuStreamGetFlags(const void* handle, unsigned* flags) {
    WITH_STREAM
    *flags = stream->flags;
    return SUCCESS;
}

API cuStreamGetPriority(const void* handle, int* priority) {
    WITH_STREAM
    *priority = stream->priority;
    return SUCCESS;
}

API cuStreamGetCtx(const void* handle, Context** context) {
    WITH_STREAM
    *context = stream->context;
    return SUCCESS;
}

API cuLaunchHostFunc(const void* handle, void (*function)(void*), void* data) {
    WITH_STREAM
    Work work;
    work.kind = Work::HOST;
    work.host = [=] { function(data); };
    return submit(call.context, stream, work);
}
