#include <nanobind/stl/string.h>

#include "native.h"
#include "taxon/error.h"

namespace taxon::python {
namespace {

// How Python writes bytes that are not UTF-8 in the names of files.
constexpr char kSurrogates[] = "surrogateescape";

std::string bytes_of(PyObject* bytes) {
  return {PyBytes_AS_STRING(bytes), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes))};
}

std::string name_of_type(nb::handle value) {
  return nb::cast<std::string>(nb::str(value.type().attr("__name__")));
}

[[noreturn]] void throw_type_error(const std::string& message) {
  throw nb::type_error(message.c_str());
}

// errors: what becomes of half surrogate pairs, by Python's name of the way.
std::string utf8_of(nb::handle value, const std::string& what, const char* errors) {
  if (PyBytes_Check(value.ptr())) return bytes_of(value.ptr());
  if (!PyUnicode_Check(value.ptr())) {
    throw_type_error(what + " is of type " + name_of_type(value) + ", not str; convert it, or leave it out");
  }
  Py_ssize_t size = 0;
  if (const char* utf8 = PyUnicode_AsUTF8AndSize(value.ptr(), &size)) {
    return {utf8, static_cast<std::size_t>(size)};
  }
  PyErr_Clear();
  const auto bytes = nb::steal(PyUnicode_AsEncodedString(value.ptr(), "utf-8", errors));
  if (bytes.is_valid()) return bytes_of(bytes.ptr());
  PyErr_Clear();
  throw Error(what + " has half a surrogate pair, which is no character; decode it anew");
}

// one_of(value, what): a single value.
template <class OneOf>
std::vector<std::string> list_of(nb::handle values, const std::string& what, const OneOf& one_of) {
  if (nb::isinstance<nb::str>(values) || nb::isinstance<nb::bytes>(values)) {
    throw_type_error("a list of " + what + "s is needed, not a single " + name_of_type(values));
  }
  std::vector<std::string> list;
  for (const nb::handle value : values)
    list.push_back(one_of(value, what + " " + std::to_string(list.size())));
  return list;
}

}  // namespace

std::string text_of(nb::handle value, const std::string& what) {
  return utf8_of(value, what, "strict");
}

std::vector<std::string> texts_of(nb::handle values, const std::string& what) {
  return list_of(values, what, &text_of);
}

nb::str to_str(std::string_view bytes) {
  PyObject* text = PyUnicode_DecodeUTF8(bytes.data(), static_cast<Py_ssize_t>(bytes.size()), kSurrogates);
  if (!text) nb::raise_python_error();
  return nb::steal<nb::str>(text);
}

StrList to_list(std::span<const std::string> names) {
  nb::list list;
  for (const auto& name : names) list.append(to_str(name));
  return list;
}

std::string label_of(nb::handle value, const std::string& what) {
  return utf8_of(value, what, kSurrogates);
}

std::vector<std::string> labels_of(nb::handle values, const std::string& what) {
  return list_of(values, what, &label_of);
}

Options options_of(nb::handle pairs) {
  Options options;
  for (const nb::handle pair : pairs) {
    options.emplace_back(label_of(pair[0], "the name of an option"), label_of(pair[1], "an option"));
  }
  return options;
}

}  // namespace taxon::python
