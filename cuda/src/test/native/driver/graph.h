// Graphs, and captures that make them.
#pragma once
#include <memory>
#include <thread>
#include <vector>
#include "state.h"

struct Node {
    Work work;
    std::vector<Node*> dependencies;
};

struct Graph {
    // In an order in which every node comes after those it depends on.
    std::vector<std::unique_ptr<Node>> nodes;
};

struct Capture {
    enum Mode { GLOBAL = 0, THREAD_LOCAL = 1, RELAXED = 2 };
    std::shared_ptr<Graph> graph = std::make_shared<Graph>();
    Stream* origin;
    Context* context;
    int mode;
    std::thread::id thread = std::this_thread::get_id();
    bool invalid = false;
    bool ended = false;
};

struct ExecNode {
    const Node* origin;
    Work work;
    std::vector<size_t> dependencies;
};

struct GraphExec {
    Context* context;
    // Replaced, not changed, when parameters are set: launches under way keep what they were given.
    std::shared_ptr<std::vector<ExecNode>> nodes;
};

// The graph that holds the node, or null.
Graph* graph_of(const Node* node);
