#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/parse_number.h"
#include "options/options.h"

namespace taxon {

// A function of Settings& that gives a reference to the field.
#define TAXON_FIELD(field)    \
  [](Settings & s) -> auto& { \
    return s.field;           \
  }

// The same for a std::optional field, which holds a value from then on.
#define TAXON_GIVEN(field)                         \
  [](Settings & s) -> auto& {                      \
    return s.field ? *s.field : s.field.emplace(); \
  }

// Makers of OptionValue. `access` is what TAXON_FIELD makes.

template <class T>
std::string number_text(T value) {
  std::string text(32, '\0');
  text.resize(static_cast<std::size_t>(std::to_chars(text.data(), text.data() + text.size(), value).ptr -
                                       text.data()));
  return text;
}

// See byte_size(). Throws Error that says how a size is written.
std::size_t parse_size(std::string_view text);
// The same number in its largest whole unit: "256M".
std::string size_text(std::size_t bytes);

// A whole number in [low, high].
template <class Access, class T = std::remove_reference_t<std::invoke_result_t<Access, Settings&>>>
OptionValue whole_number(Access access, T low, T high) {
  return {.placeholder = "N",
          .set =
              [=](Settings& settings, const std::string& text) {
                const auto value = parse_number<T>(text);
                if (!value || *value < low || *value > high) {
                  throw Error("'" + text + "' is not a whole number from " + number_text(low) + " to " +
                              number_text(high));
                }
                access(settings) = *value;
              },
          .get = [=](Settings settings) { return number_text(access(settings)); }};
}

// A decimal number in [low, high).
template <class Access, class T = std::remove_reference_t<std::invoke_result_t<Access, Settings&>>>
OptionValue decimal_number(Access access, T low, T high) {
  return {.placeholder = "X",
          .set =
              [=](Settings& settings, const std::string& text) {
                const auto value = parse_number<T>(text);
                if (!value || !(*value >= low && *value < high)) {
                  throw Error("'" + text + "' is not a number from " + number_text(low) + " to below " +
                              number_text(high) + " (written as 0.001 or 1e-3)");
                }
                access(settings) = *value;
              },
          .get = [=](Settings settings) { return number_text(access(settings)); }};
}

// A probability, from 0 to 1.
template <class Access>
OptionValue probability(Access access) {
  return {.placeholder = "P",
          .set =
              [=](Settings& settings, const std::string& text) {
                const auto value = parse_number<float>(text);
                if (!value || !(*value >= 0.0F && *value <= 1.0F)) {
                  throw Error("'" + text + "' is not a probability, a number from 0 to 1");
                }
                access(settings) = *value;
              },
          .get = [=](Settings settings) { return number_text(access(settings)); }};
}

// A number of bytes, at least 1; with one of the letters K, M, G, T behind it, in that unit of 1024, 1024^2,
// ... bytes.
template <class Access>
OptionValue byte_size(Access access) {
  return {.placeholder = "SIZE",
          .set = [=](Settings& settings, const std::string& text) { access(settings) = parse_size(text); },
          .get = [=](Settings settings) { return size_text(access(settings)); }};
}

// One of a few words.
template <class Access, class T = std::remove_reference_t<std::invoke_result_t<Access, Settings&>>>
OptionValue choice(Access access, std::vector<std::pair<std::string, T>> words) {
  std::string joined;
  for (const auto& [word, value] : words) joined += (joined.empty() ? "" : "|") + word;
  return {.placeholder = joined,
          .set =
              [=](Settings& settings, const std::string& text) {
                for (const auto& [word, value] : words) {
                  if (text != word) continue;
                  access(settings) = value;
                  return;
                }
                throw Error("'" + text + "' is none of " + joined);
              },
          .get =
              [=](Settings settings) {
                for (const auto& [word, value] : words) {
                  if (access(settings) == value) return word;
                }
                return std::string();
              }};
}

template <class Access>
OptionValue on_off(Access access) {
  return choice(access, {{"on", true}, {"off", false}});
}

// Any text, as it is.
template <class Access>
OptionValue any_text(Access access, std::string placeholder) {
  return {.placeholder = std::move(placeholder),
          .set = [=](Settings& settings, const std::string& text) { access(settings) = text; },
          .get = [=](Settings settings) { return std::string(access(settings)); }};
}

// A list of texts, of which each call adds one.
template <class Access>
OptionValue text_list(Access access, std::string placeholder) {
  return {.placeholder = std::move(placeholder),
          .set = [=](Settings& settings, const std::string& text) { access(settings).push_back(text); },
          .get = [](const Settings&) { return std::string(); }};
}

// A text that `parse` understands or throws an Error about. Has no default to show.
template <class Access, class Parse>
OptionValue parsed(Access access, Parse parse, std::string placeholder) {
  return {.placeholder = std::move(placeholder),
          .set = [=](Settings& settings, const std::string& text) { access(settings) = parse(text); },
          .get = [](const Settings&) { return std::string(); }};
}

// The same option without a default to show: where it is not given, something else decides.
inline OptionValue without_default(OptionValue value) {
  value.get = [](const Settings&) { return std::string(); };
  return value;
}

// An option without a value.
template <class Access>
OptionValue flag(Access access) {
  return {.placeholder = "",
          .set = [=](Settings& settings, const std::string&) { access(settings) = true; },
          .get = [](const Settings&) { return std::string(); }};
}

}  // namespace taxon
