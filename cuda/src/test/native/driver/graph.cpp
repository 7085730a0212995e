// Graphs made executable and launched.
#include "graph.h"
#include <queue>
#include <unordered_map>

namespace {

// The order of nodes that do not depend on each other is free; reversed, the one created last goes first.
Status run(const std::vector<ExecNode>& nodes, bool reversed) {
    std::vector<size_t> missing(nodes.size());
    std::vector<std::vector<size_t>> dependents(nodes.size());
    auto later = [reversed](size_t a, size_t b) { return reversed ? a < b : a > b; };
    std::priority_queue<size_t, std::vector<size_t>, decltype(later)> ready(later);
    for (size_t i = 0; i < nodes.size(); i++) {
        missing[i] = nodes[i].dependencies.size();
        for (size_t dependency : nodes[i].dependencies) {
            dependents[dependency].push_back(i);
        }
        if (missing[i] == 0) {
            ready.push(i);
        }
    }
    while (!ready.empty()) {
        size_t i = ready.top();
        ready.pop();
        if (Status status = perform(nodes[i].work)) {
            return status;
        }
        for (size_t dependent : dependents[i]) {
            if (--missing[dependent] == 0) {
                ready.push(dependent);
            }
        }
    }
    return SUCCESS;
}

}  // namespace

Graph* graph_of(const Node* node) {
    for (auto& [handle, graph] : driver().graphs) {
        for (auto& own : graph->nodes) {
            if (own.get() == node) {
                return graph.get();
            }
        }
    }
    return nullptr;
}

API cuGraphInstantiateWithFlags(GraphExec** result, const void* handle, unsigned long long) {
    IN_CONTEXT
    auto graph = driver().graphs.find(handle);
    if (graph == nullptr) {
        return INVALID_VALUE;
    }
    auto exec = std::make_shared<GraphExec>();
    exec->context = call.context;
    exec->nodes = std::make_shared<std::vector<ExecNode>>();
    std::unordered_map<const Node*, size_t> places;
    for (auto& node : graph->nodes) {
        ExecNode copy{node.get(), node->work, {}};
        for (Node* dependency : node->dependencies) {
            copy.dependencies.push_back(places[dependency]);
        }
        places[node.get()] = exec->nodes->size();
        exec->nodes->push_back(std::move(copy));
    }
    *result = driver().execs.add(exec);
    return SUCCESS;
}

API cuGraphLaunch(const void* handle, const void* stream_handle) {
    IN_CONTEXT
    auto exec = driver().execs.find(handle);
    auto stream = stream_of(call.context, stream_handle);
    if (exec == nullptr || stream == nullptr) {
        return INVALID_HANDLE;
    }
    if (stream->capture != nullptr) {
        return invalidate(*stream->capture, STREAM_CAPTURE_UNSUPPORTED);
    }
    driver().statistics.graph_launches++;
    enqueue(stream, [nodes = exec->nodes, reversed = driver().configuration.reversed] { return run(*nodes, reversed); });
    if (!driver().configuration.late) {
        drain(*stream, stream->submitted);
    }
    return SUCCESS;
}

API cuGraphUpload(const void* handle, const void* stream_handle) {
    IN_CONTEXT
    bool known = driver().execs.find(handle) != nullptr && stream_of(call.context, stream_handle) != nullptr;
    return known ? SUCCESS : INVALID_HANDLE;
}

API cuGraphExecDestroy(const void* handle) {
    IN_CONTEXT
    return driver().execs.remove(handle) ? SUCCESS : INVALID_VALUE;
}

API cuGraphDestroy(const void* handle) {
    IN_CONTEXT
    return driver().graphs.remove(handle) ? SUCCESS : INVALID_VALUE;
}
