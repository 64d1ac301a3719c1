#include <nanobind/nanobind.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "native.h"
#include "taxon/error.h"
#include "taxon/options.h"
#include "taxon/taxon.h"

namespace taxon::python {
namespace {

// The exception classes live as long as the interpreter.
struct ErrorClasses {
  PyObject* error = nullptr;
  PyObject* job_failed = nullptr;
  PyObject* fault = nullptr;
};
ErrorClasses classes;

PyObject* make_class(nb::module_& module, const char* name, const char* text, PyObject* base) {
  const std::string full = std::string("taxon.") + name;
  PyObject* made = PyErr_NewExceptionWithDoc(full.c_str(), text, base, nullptr);
  if (!made) nb::raise_python_error();
  module.attr(name) = nb::borrow(made);
  return made;
}

void raise_error(const Error& error) {
  nb::object raised = nb::borrow(classes.error)(to_str(error.what()));
  const Where& where = error.where();
  raised.attr("file") = where.file.empty() ? nb::object(nb::none()) : nb::object(to_str(where.file));
  raised.attr("line") = where.line == 0 ? nb::object(nb::none()) : nb::object(nb::int_(where.line));
  raised.attr("field") = where.field.empty() ? nb::object(nb::none()) : nb::object(to_str(where.field));
  PyErr_SetObject(classes.error, raised.ptr());
}

void translate(const std::exception_ptr& thrown, void*) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    raise_error(error);
  } catch (const JobFailed& error) {
    PyErr_SetObject(classes.job_failed, to_str(error.what()).ptr());
  } catch (const Fault& error) {
    PyErr_SetObject(classes.fault, to_str(error.what()).ptr());
  }
}

}  // namespace

void bind_errors(nb::module_& module) {
  classes.error =
      make_class(module, "Error",
                 "What the caller can mend: bad input, a wrong option, a file that is not there or "
                 "damaged, a full disk.\n\nOne line that says what is wrong and what to do. file, line "
                 "(from 1) and field say where, as far as that is known; else they are None.",
                 PyExc_ValueError);
  for (const char* place : {"file", "line", "field"}) nb::setattr(classes.error, place, nb::none());
  classes.job_failed = make_class(
      module, "JobFailed",
      "A job that failed although the call was right: a loss that became NaN, a system out of threads.",
      PyExc_RuntimeError);
  classes.fault = make_class(module, "Fault",
                             "A mistake in taxon itself, never the caller's: please report what it says.",
                             PyExc_RuntimeError);
  nb::register_exception_translator(translate);
}

void bind_options(nb::module_& module) {
  nb::class_<OptionInfo>(module, "OptionInfo", "An option of the program, without its dashes.")
      .def_ro("name", &OptionInfo::name)
      .def_ro("placeholder", &OptionInfo::placeholder, "What a value looks like; empty: it takes none.")
      .def_ro("default_text", &OptionInfo::default_text,
              "The value where it is not named; empty: none to show.")
      .def_ro("help", &OptionInfo::help);
  module.def(
      "options_for",
      [](const std::string& use) {
        if (use == "read") return options_for(OptionUse::kRead);
        if (use == "train") return options_for(OptionUse::kTrain);
        if (use == "classify") return options_for(OptionUse::kClassify);
        throw Error("'" + use + "' is no use of options; read, train and classify are");
      },
      nb::arg("use"), "The options that reading, training or classifying takes, in the table's order.");
}

}  // namespace taxon::python

NB_MODULE(_native, module) {
  // What a daemon thread still holds when the process ends is no leak, and nothing to print.
  nanobind::set_leak_warnings(false);
  module.doc() = "taxon's C++ interface. Use the package taxon, which is made of it.";
  module.attr("version") = taxon_version();
  taxon::python::bind_errors(module);
  taxon::python::bind_options(module);
  taxon::python::bind_model(module);
  taxon::python::bind_training(module);
  taxon::python::bind_evaluation(module);
}
