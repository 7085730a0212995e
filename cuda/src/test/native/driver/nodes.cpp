// The nodes of a graph: made one by one, asked for, and changed in an executable graph.
#include <algorithm>
#include "graph.h"
#include "module.h"

// As the driver's headers have them.
struct KernelNodeParameters {
    void* function;
    unsigned grid[3], block[3], dynamic_shared_bytes;
    void** parameters;
    void** extra;
    void* kernel;
    void* context;
};

struct FillNodeParameters {
    DevicePointer to;
    size_t pitch;
    unsigned value, element_bytes;
    size_t width, height;
};

enum MemoryType { HOST_MEMORY = 1, DEVICE_MEMORY = 2, ARRAY = 3, UNIFIED = 4 };

struct CopyEnd {
    size_t x, y, z, level;
    int type;
    void* host;
    DevicePointer device;
    void* array;
    void* reserved;
    size_t pitch, height;

    char* address() const { return (type == HOST_MEMORY ? static_cast<char*>(host) : reinterpret_cast<char*>(device)) + x; }
    bool linear() const { return type != ARRAY && y == 0 && z == 0; }
};

struct CopyNodeParameters {
    CopyEnd from, to;
    size_t width, height, depth;
};

namespace {

Status kernel_work(const KernelNodeParameters& p, Work& work) {
    auto function = driver().functions.find(p.function);
    if (function == nullptr) {
        return INVALID_HANDLE;
    }
    return make_launch(function, p.grid, p.block, p.dynamic_shared_bytes, p.parameters, p.extra, work);
}

bool reachable(const CopyEnd& end, size_t bytes) {
    return end.type == HOST_MEMORY || on_device(reinterpret_cast<DevicePointer>(end.address()), bytes);
}

// Rows only: what a training step copies is contiguous.
Status copy_work(const CopyNodeParameters& p, Work& work) {
    if (p.height > 1 || p.depth > 1 || !p.from.linear() || !p.to.linear()) {
        return NOT_SUPPORTED;
    }
    if (!reachable(p.from, p.width) || !reachable(p.to, p.width)) {
        return INVALID_VALUE;
    }
    work.kind = Work::COPY;
    work.copy = {p.to.address(), p.from.address(), p.width, nullptr};
    return SUCCESS;
}

Status fill_work(const FillNodeParameters& p, Work& work) {
    if (p.height > 1) {
        return NOT_SUPPORTED;
    }
    bool size_known = p.element_bytes == 1 || p.element_bytes == 2 || p.element_bytes == 4;
    if (!size_known || !on_device(p.to, p.width * p.element_bytes)) {
        return INVALID_VALUE;
    }
    work.kind = Work::FILL;
    work.fill = {reinterpret_cast<void*>(p.to), p.value, p.element_bytes, p.width};
    return SUCCESS;
}

Status add(Node** result, const void* handle, Node* const* dependencies, size_t count, const Work& work) {
    auto graph = driver().graphs.find(handle);
    if (graph == nullptr) {
        return INVALID_VALUE;
    }
    auto node = std::make_unique<Node>();
    node->work = work;
    for (size_t i = 0; i < count; i++) {
        if (graph_of(dependencies[i]) != graph.get()) {
            return INVALID_VALUE;
        }
        node->dependencies.push_back(dependencies[i]);
    }
    *result = node.get();
    graph->nodes.push_back(std::move(node));
    return SUCCESS;
}

// Gives an executable graph other work at one node, of the same kind.
Status replace(const void* handle, const Node* node, const Work& work) {
    auto exec = driver().execs.find(handle);
    if (exec == nullptr) {
        return INVALID_HANDLE;
    }
    auto nodes = std::make_shared<std::vector<ExecNode>>(*exec->nodes);
    for (ExecNode& own : *nodes) {
        if (own.origin == node) {
            if (own.work.kind != work.kind) {
                return INVALID_VALUE;
            }
            own.work = work;
            exec->nodes = nodes;
            return SUCCESS;
        }
    }
    return INVALID_VALUE;
}

}  // namespace

#define WITH_WORK(make)                    \
    IN_CONTEXT                             \
    Work work;                             \
    if (Status status = make(*p, work)) {  \
        return status;                     \
    }

API cuGraphCreate(Graph** result, unsigned flags) {
    IN_CONTEXT
    *result = driver().graphs.add(std::make_shared<Graph>());
    return flags == 0 ? SUCCESS : INVALID_VALUE;
}

API cuGraphAddKernelNode_v2(Node** result, const void* graph, Node* const* from, size_t count,
                            const KernelNodeParameters* p) {
    WITH_WORK(kernel_work)
    return add(result, graph, from, count, work);
}

API cuGraphAddMemcpyNode(Node** result, const void* graph, Node* const* from, size_t count, const CopyNodeParameters* p,
                         void*) {
    WITH_WORK(copy_work)
    return add(result, graph, from, count, work);
}

API cuGraphAddMemsetNode(Node** result, const void* graph, Node* const* from, size_t count, const FillNodeParameters* p,
                         void*) {
    WITH_WORK(fill_work)
    return add(result, graph, from, count, work);
}

API cuGraphAddEmptyNode(Node** result, const void* graph, Node* const* from, size_t count) {
    IN_CONTEXT
    return add(result, graph, from, count, Work());
}

API cuGraphExecKernelNodeSetParams_v2(const void* exec, const Node* node, const KernelNodeParameters* p) {
    WITH_WORK(kernel_work)
    return replace(exec, node, work);
}

API cuGraphExecMemcpyNodeSetParams(const void* exec, const Node* node, const CopyNodeParameters* p, void*) {
    WITH_WORK(copy_work)
    return replace(exec, node, work);
}

API cuGraphExecMemsetNodeSetParams(const void* exec, const Node* node, const FillNodeParameters* p, void*) {
    WITH_WORK(fill_work)
    return replace(exec, node, work);
}

API cuGraphKernelNodeSetParams_v2(Node* node, const KernelNodeParameters* p) {
    WITH_WORK(kernel_work)
    if (graph_of(node) == nullptr || node->work.kind != Work::KERNEL) {
        return INVALID_VALUE;
    }
    node->work = work;
    return SUCCESS;
}

// The pointer to the arguments stays good as long as the node.
API cuGraphKernelNodeGetParams_v2(Node* node, KernelNodeParameters* p) {
    IN_CONTEXT
    if (graph_of(node) == nullptr || node->work.kind != Work::KERNEL) {
        return INVALID_VALUE;
    }
    KernelWork& kernel = node->work.kernel;
    static thread_local void* arguments[1];
    arguments[0] = kernel.arguments.data();
    *p = {kernel.function.get(), {}, {}, kernel.dynamic_shared_bytes, arguments, nullptr, nullptr, nullptr};
    std::copy_n(kernel.grid, 3, p->grid);
    std::copy_n(kernel.block, 3, p->block);
    return SUCCESS;
}

API cuGraphNodeGetType(const Node* node, int* type) {
    IN_CONTEXT
    if (graph_of(node) == nullptr) {
        return INVALID_VALUE;
    }
    *type = node->work.kind;
    return SUCCESS;
}

// Lists of nodes: a null list asks for the number only.
template <class Select>
static Status list(const void* handle, Node** result, size_t* count, Select select) {
    IN_CONTEXT
    auto graph = driver().graphs.find(handle);
    if (graph == nullptr) {
        return INVALID_VALUE;
    }
    size_t room = result == nullptr ? 0 : *count;
    *count = 0;
    for (auto& node : graph->nodes) {
        if (select(*node)) {
            if (*count < room) {
                result[*count] = node.get();
            }
            ++*count;
        }
    }
    return SUCCESS;
}

API cuGraphGetNodes(const void* graph, Node** result, size_t* count) {
    return list(graph, result, count, [](const Node&) { return true; });
}

API cuGraphGetRootNodes(const void* graph, Node** result, size_t* count) {
    return list(graph, result, count, [](const Node& node) { return node.dependencies.empty(); });
}

API cuGraphGetEdges(const void* handle, Node** from, Node** to, size_t* count) {
    IN_CONTEXT
    auto graph = driver().graphs.find(handle);
    if (graph == nullptr) {
        return INVALID_VALUE;
    }
    size_t room = from == nullptr ? 0 : *count;
    *count = 0;
    for (auto& node : graph->nodes) {
        for (Node* dependency : node->dependencies) {
            if (*count < room) {
                from[*count] = dependency;
                to[*count] = node.get();
            }
            ++*count;
        }
    }
    return SUCCESS;
}
