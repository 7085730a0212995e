// Capture: work submitted to a stream becomes nodes of a graph. Other streams come in by waiting for an event recorded in
// the capture, and must have come back the same way when it ends.
#include <algorithm>
#include <set>
#include "graph.h"

namespace {

thread_local int thread_mode = Capture::GLOBAL;

bool forbids(const Capture& capture) {
    bool own = capture.thread == std::this_thread::get_id();
    switch (thread_mode) {
        case Capture::RELAXED:
            return false;
        case Capture::THREAD_LOCAL:
            return own && capture.mode != Capture::RELAXED;
        default:
            return own ? capture.mode != Capture::RELAXED : capture.mode == Capture::GLOBAL;
    }
}

void collect(Node* node, std::set<Node*>& reached) {
    std::vector<Node*> open = {node};
    while (!open.empty()) {
        Node* next = open.back();
        open.pop_back();
        if (reached.insert(next).second) {
            open.insert(open.end(), next->dependencies.begin(), next->dependencies.end());
        }
    }
}

// Every node comes before the end of the origin.
bool joined(const Capture& capture) {
    std::set<Node*> reached;
    for (Node* node : capture.origin->tail) {
        collect(node, reached);
    }
    return reached.size() == capture.graph->nodes.size();
}

void leave(const std::shared_ptr<Capture>& capture) {
    capture->ended = true;
    for (auto& [handle, stream] : driver().streams) {
        if (stream->capture == capture) {
            stream->capture = nullptr;
            stream->tail.clear();
        }
    }
}

}  // namespace

Status invalidate(Capture& capture, Status status) {
    capture.invalid = true;
    return status;
}

Status forbidden_by_capture(Context* context) {
    auto& captures = driver().captures;
    captures.erase(std::remove_if(captures.begin(), captures.end(),
                                  [](auto& weak) {
                                      auto capture = weak.lock();
                                      return capture == nullptr || capture->ended;
                                  }),
                   captures.end());
    Status status = SUCCESS;
    for (auto& weak : captures) {
        auto capture = weak.lock();
        if (capture->context == context && forbids(*capture)) {
            status = invalidate(*capture, STREAM_CAPTURE_UNSUPPORTED);
        }
    }
    return status;
}

void add_captured(const std::shared_ptr<Stream>& stream, Work work) {
    auto node = std::make_unique<Node>();
    node->work = std::move(work);
    node->dependencies = stream->tail;
    stream->tail = {node.get()};
    stream->capture->graph->nodes.push_back(std::move(node));
}

API cuThreadExchangeStreamCaptureMode(int* mode) {
    if (*mode < Capture::GLOBAL || *mode > Capture::RELAXED) {
        return INVALID_VALUE;
    }
    std::swap(*mode, thread_mode);
    return SUCCESS;
}

API cuStreamBeginCapture_v2(const void* handle, int mode) {
    IN_CONTEXT
    auto stream = stream_of(call.context, handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (mode < Capture::GLOBAL || mode > Capture::RELAXED) {
        return INVALID_VALUE;
    }
    if (stream == call.context->null_stream || stream->capture != nullptr) {
        return STREAM_CAPTURE_UNSUPPORTED;
    }
    auto capture = std::make_shared<Capture>();
    capture->origin = stream.get();
    capture->context = call.context;
    capture->mode = mode;
    stream->capture = capture;
    stream->tail.clear();
    driver().captures.push_back(capture);
    return SUCCESS;
}

API cuStreamEndCapture(const void* handle, Graph** graph) {
    IN_CONTEXT
    auto stream = stream_of(call.context, handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    *graph = nullptr;
    auto capture = stream->capture;
    if (capture == nullptr) {
        return INVALID_VALUE;
    }
    if (capture->origin != stream.get()) {
        return invalidate(*capture, STREAM_CAPTURE_UNMATCHED);
    }
    if (capture->mode != Capture::RELAXED && capture->thread != std::this_thread::get_id()) {
        return STREAM_CAPTURE_WRONG_THREAD;
    }
    bool complete = joined(*capture);
    leave(capture);
    if (capture->invalid) {
        return STREAM_CAPTURE_INVALIDATED;
    }
    if (!complete) {
        return STREAM_CAPTURE_UNJOINED;
    }
    *graph = driver().graphs.add(capture->graph);
    return SUCCESS;
}

API cuStreamIsCapturing(const void* handle, int* status) {
    IN_CONTEXT
    auto stream = stream_of(call.context, handle);
    if (stream == nullptr) {
        return INVALID_HANDLE;
    }
    *status = stream->capture == nullptr ? 0 : stream->capture->invalid ? 2 : 1;
    return SUCCESS;
}
