#include "model/other_icu.h"

#include "text/icu_words.h"

namespace taxon {

std::string other_icu_note(const Classifier& model, const std::string& name) {
  const std::string here = icu_version();
  if (model.icu_version.empty() || model.icu_version == here) return "";
  return name + " was trained on words that ICU " + model.icu_version + " cut, and this program has ICU " +
         here + ", which may cut some texts otherwise";
}

}  // namespace taxon
