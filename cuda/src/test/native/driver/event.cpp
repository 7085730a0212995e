// Events: places in a stream. An event recorded in a stream that is captured stands for the nodes so far.
#include <algorithm>
#include <chrono>
#include "graph.h"
#include "state.h"

namespace {

double now_milliseconds() {
    auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::milli>(now).count();
}

bool done(const Event& event) { return event.stream == nullptr || event.stream->finished >= event.position; }

Status wait_in_capture(const std::shared_ptr<Stream>& stream, const Event& event) {
    if (event.capture == nullptr) {
        return event.stream == nullptr ? SUCCESS : invalidate(*stream->capture, STREAM_CAPTURE_ISOLATION);
    }
    if (event.capture != stream->capture) {
        invalidate(*event.capture, STREAM_CAPTURE_MERGE);
        return invalidate(*stream->capture, STREAM_CAPTURE_MERGE);
    }
    for (Node* node : event.captured) {
        if (std::find(stream->tail.begin(), stream->tail.end(), node) == stream->tail.end()) {
            stream->tail.push_back(node);
        }
    }
    return SUCCESS;
}

}  // namespace

API cuEventCreate(Event** result, unsigned flags) {
    IN_CONTEXT
    auto event = std::make_shared<Event>();
    event->context = call.context;
    event->flags = flags;
    *result = driver().events.add(event);
    return SUCCESS;
}

#define WITH_EVENT                                 \
    IN_CONTEXT                                     \
    auto event = driver().events.find(handle);     \
    if (event == nullptr) {                        \
        return INVALID_HANDLE;                     \
    }

API cuEventDestroy_v2(const void* handle) {
    WITH_EVENT
    driver().events.remove(handle);
    return SUCCESS;
}

API cuEventRecord(const void* handle, const void* stream_handle) {
    WITH_EVENT
    auto stream = stream_of(call.context, stream_handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (event->context != stream->context) {
        return INVALID_HANDLE;
    }
    if (stream->capture != nullptr) {
        event->capture = stream->capture;
        event->captured = stream->tail;
        return stream->capture->invalid ? STREAM_CAPTURE_INVALIDATED : SUCCESS;
    }
    event->capture = nullptr;
    event->captured.clear();
    enqueue(stream, [event] {
        event->milliseconds = now_milliseconds();
        return SUCCESS;
    });
    event->stream = stream;
    event->position = stream->submitted;
    if (!driver().configuration.late) {
        drain(*stream, stream->submitted);
    }
    return SUCCESS;
}

API cuEventRecordWithFlags(const void* handle, const void* stream, unsigned flags) {
    return flags == 0 ? cuEventRecord(handle, stream) : static_cast<int>(NOT_SUPPORTED);
}

API cuEventSynchronize(const void* handle) {
    WITH_EVENT
    if (event->capture != nullptr) {
        return event->capture->ended ? CAPTURED_EVENT : invalidate(*event->capture, CAPTURED_EVENT);
    }
    return event->stream == nullptr ? SUCCESS : drain(*event->stream, event->position);
}

// Each question lets one more piece of work end, so that asking in a loop comes to an end.
API cuEventQuery(const void* handle) {
    WITH_EVENT
    if (event->capture != nullptr) {
        return event->capture->ended ? CAPTURED_EVENT : invalidate(*event->capture, CAPTURED_EVENT);
    }
    if (Status forbidden = forbidden_by_capture(call.context)) {
        return forbidden;
    }
    if (done(*event)) {
        return SUCCESS;
    }
    Status status = drain(*event->stream, event->stream->finished + 1);
    return status != SUCCESS ? status : NOT_READY;
}

API cuEventElapsedTime(float* milliseconds, const void* first, const void* last) {
    IN_CONTEXT
    auto begin = driver().events.find(first), end = driver().events.find(last);
    if (begin == nullptr || end == nullptr || begin->stream == nullptr || end->stream == nullptr) {
        return INVALID_HANDLE;
    }
    if ((begin->flags | end->flags) & Event::DISABLE_TIMING) {
        return INVALID_HANDLE;
    }
    if (!done(*begin) || !done(*end)) {
        return NOT_READY;
    }
    *milliseconds = static_cast<float>(end->milliseconds - begin->milliseconds);
    return SUCCESS;
}

API cuStreamWaitEvent(const void* stream_handle, const void* handle, unsigned flags) {
    WITH_EVENT
    auto stream = stream_of(call.context, stream_handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (flags != 0) {
        return NOT_SUPPORTED;
    }
    if (stream->capture != nullptr) {
        return stream->capture->invalid ? STREAM_CAPTURE_INVALIDATED : wait_in_capture(stream, *event);
    }
    if (event->capture != nullptr) {
        if (event->capture->ended) {
            return CAPTURED_EVENT;
        }
        if (stream == call.context->null_stream) {
            return invalidate(*event->capture, STREAM_CAPTURE_IMPLICIT);
        }
        stream->capture = event->capture;
        stream->tail = event->captured;
        return event->capture->invalid ? STREAM_CAPTURE_INVALIDATED : SUCCESS;
    }
    if (event->stream != nullptr && !done(*event)) {
        enqueue(stream, [from = event->stream, until = event->position] { return drain(*from, until); });
    }
    return SUCCESS;
}
