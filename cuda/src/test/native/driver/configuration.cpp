#include "configuration.h"
#include <functional>
#include <map>
#include <sstream>

namespace {

// One of two words.
std::function<bool(const std::string&)> choice(bool& target, const char* no, const char* yes) {
    return [&target, no, yes](const std::string& value) {
        target = value == yes;
        return value == yes || value == no;
    };
}

template <class T>
std::function<bool(const std::string&)> number(T& target) {
    return [&target](const std::string& value) {
        std::istringstream in(value);
        return static_cast<bool>(in >> target) && in.eof();
    };
}

}  // namespace

std::string Configuration::parse(const std::string& text) {
    std::map<std::string, std::function<bool(const std::string&)>> keys = {
        {"async", choice(late, "eager", "late")},
        {"order", choice(reversed, "forward", "reversed")},
        {"guard", choice(guard_before, "after", "before")},
        {"poison", choice(poison, "off", "on")},
        {"workers", number(workers)},
        {"devices", number(devices)},
        {"memory", number(memory)},
        {"pinned", number(pinned)},
        {"capability",
         [this](const std::string& value) {
             char point = 0;
             std::istringstream in(value);
             return static_cast<bool>(in >> major >> point >> minor) && point == '.';
         }},
        {"ptx", number(ptx)},
        {"lose-at", number(lose_at)},
        {"lose-status", number(lose_status)},
    };
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        size_t equals = word.find('=');
        auto key = keys.find(word.substr(0, equals));
        if (equals == std::string::npos || key == keys.end() || !key->second(word.substr(equals + 1))) {
            return "cannot read \"" + word + "\"; configuration.h lists the keys and their values";
        }
    }
    return "";
}
