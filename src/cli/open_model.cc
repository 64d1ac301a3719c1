#include "cli/open_model.h"

#include "cli/output.h"
#include "model/model_file.h"
#include "model/other_icu.h"

namespace taxon {

Classifier open_model(const std::string& path) {
  Classifier model = load_model(path);
  if (const auto note = other_icu_note(model, path); !note.empty()) tell_note(note);
  return model;
}

}  // namespace taxon
