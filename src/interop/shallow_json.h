#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace taxon {

// Parses JSON whose brackets are nested at most 64 deep, which is far more than Keras writes: values of
// nlohmann's library are copied, compared and written out by functions that call themselves once a level,
// until the stack ends. Takes a time linear in the text. Throws Error without a place where it is nested
// deeper or is no JSON.
nlohmann::json parse_shallow(std::string_view text);

// The first 60 characters of a value of parse_shallow() as JSON, fit for a message of one line.
std::string shown(const nlohmann::json& value);

}  // namespace taxon
