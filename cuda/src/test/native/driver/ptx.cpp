// Reads of PTX what a driver must know to launch its kernels: names, sizes of parameters, limits of threads, shared memory.
#include <cstdlib>
#include <regex>
#include "module.h"

namespace {

struct Variable {
    std::string name;
    size_t bytes;
};

// A declaration such as ".param .align 8 .b8 name[48]" or ".param .u32 name".
Variable declaration(const std::string& text) {
    static const std::regex type("\\.[usfb](8|16|32|64)\\s+([\\w$]+)(?:\\[(\\d+)\\])?");
    std::smatch match;
    if (!std::regex_search(text, match, type)) {
        return {"", 0};
    }
    size_t count = match[3].matched ? std::stoul(match[3]) : 1;
    return {match[2], count * std::stoul(match[1]) / 8};
}

double number_after(const std::string& text, const std::string& word) {
    size_t at = text.find(word);
    return at == std::string::npos ? 0 : atof(text.c_str() + at + word.size());
}

size_t closing_brace(const std::string& text, size_t open) {
    int depth = 0;
    for (size_t i = open; i < text.size(); i++) {
        depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
        if (depth == 0) {
            return i;
        }
    }
    return text.size();
}

std::vector<Variable> shared_variables(const std::string& text) {
    std::vector<Variable> variables;
    for (size_t at = text.find(".shared"); at != std::string::npos; at = text.find(".shared", at + 1)) {
        // Instructions have it too, but then a letter before the point: "ld.shared".
        bool declares = at == 0 || isspace(static_cast<unsigned char>(text[at - 1]));
        size_t end = text.find(';', at);
        if (declares && end != std::string::npos && text.substr(at, end - at).find("[]") == std::string::npos) {
            variables.push_back(declaration(text.substr(at, end - at)));
        }
    }
    return variables;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    size_t begin = 0;
    for (size_t comma; (comma = text.find(',', begin)) != std::string::npos; begin = comma + 1) {
        parts.push_back(text.substr(begin, comma - begin));
    }
    parts.push_back(text.substr(begin));
    return parts;
}

}  // namespace

std::string Ptx::read(const std::string& text) {
    version = number_after(text, ".version ");
    target = static_cast<int>(number_after(text, ".target sm_"));
    if (version == 0 || target == 0) {
        return "the image is not PTX: .version or .target is missing";
    }
    std::string module_level = text.substr(0, text.find(".entry"));
    auto module_variables = shared_variables(module_level);
    for (size_t at = text.find(".entry "); at != std::string::npos; at = text.find(".entry ", at + 1)) {
        size_t open = text.find('(', at), close = text.find(')', open), body = text.find('{', close);
        if (body == std::string::npos) {
            return "a kernel without a body";
        }
        Entry entry;
        std::string name = text.substr(at + 7, open - at - 7);
        name.erase(name.find_last_not_of(" \t\n") + 1);
        for (const std::string& parameter : split(text.substr(open + 1, close - open - 1))) {
            size_t bytes = declaration(parameter).bytes;
            entry.argument_bytes += bytes;
            entry.parameters += bytes != 0;
        }
        std::string limits = text.substr(close, body - close);
        if (double threads = number_after(limits, ".maxntid ")) {
            entry.most_threads = static_cast<unsigned>(threads);
        }
        std::string code = text.substr(body, closing_brace(text, body) - body);
        for (const Variable& own : shared_variables(code)) {
            entry.static_shared_bytes += own.bytes;
        }
        for (const Variable& variable : module_variables) {
            bool used = code.find(variable.name) != std::string::npos;
            entry.static_shared_bytes += used ? variable.bytes : 0;
        }
        entries[name] = entry;
    }
    return "";
}
