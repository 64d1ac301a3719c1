#include <nanobind/stl/string.h>

#include "native.h"
#include "taxon/error.h"

namespace taxon::python {
namespace {

constexpr char kErrors[] = "surrogateescape";

std::string bytes_of(PyObject* bytes) {
  return {PyBytes_AS_STRING(bytes), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes))};
}

std::string name_of_type(nb::handle value) {
  return nb::cast<std::string>(nb::str(value.type().attr("__name__")));
}

[[noreturn]] void throw_type_error(const std::string& message) {
  throw nb::type_error(message.c_str());
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
  if (PyUnicode_Check(value.ptr())) {
    Py_ssize_t size = 0;
    if (const char* utf8 = PyUnicode_AsUTF8AndSize(value.ptr(), &size)) {
      return {utf8, static_cast<std::size_t>(size)};
    }
    PyErr_Clear();
    throw Error(what + " has half a surrogate pair, which is no character; decode it anew");
  }
  if (PyBytes_Check(value.ptr())) return bytes_of(value.ptr());
  throw_type_error(what + " is of type " + name_of_type(value) + ", not str; convert it, or leave it out");
}

std::vector<std::string> texts_of(nb::handle values, const char* what) {
  return list_of(values, what,
                 [](nb::handle value, const std::string& name) { return text_of(value, name); });
}

nb::str to_str(std::string_view bytes) {
  PyObject* text = PyUnicode_DecodeUTF8(bytes.data(), static_cast<Py_ssize_t>(bytes.size()), kErrors);
  if (!text) nb::raise_python_error();
  return nb::steal<nb::str>(text);
}

std::string label_of(nb::handle value, const std::string& what) {
  if (!PyUnicode_Check(value.ptr())) return text_of(value, what);
  const auto bytes = nb::steal(PyUnicode_AsEncodedString(value.ptr(), "utf-8", kErrors));
  if (bytes.is_valid()) return bytes_of(bytes.ptr());
  PyErr_Clear();
  throw Error(what + " has half a surrogate pair, which is no character; decode it anew");
}

std::vector<std::string> labels_of(nb::handle values, const std::string& what) {
  return list_of(values, what,
                 [](nb::handle value, const std::string& name) { return label_of(value, name); });
}

}  // namespace taxon::python
