#include "api/checks.h"

#include <set>

#include "base/error.h"
#include "base/utf8.h"

namespace taxon {

void require_utf8(std::string_view text, std::size_t index) {
  const auto bad = first_bad_utf8(text);
  if (bad == std::string_view::npos) return;
  throw Error("text " + std::to_string(index) + " is not UTF-8 from byte " + std::to_string(bad) +
              " on; decode it first");
}

void require_utf8(std::span<const std::string> texts) {
  for (std::size_t i = 0; i < texts.size(); ++i) require_utf8(texts[i], i);
}

void require_rejecting(const Settings& settings, bool multi_label) {
  if (settings.reject_below > 0 && multi_label) {
    throw Error(
        {.field = "--reject-below"},
        "is for models of one label a text, and this one gives any number, each by a threshold of its "
        "own; leave it out");
  }
}

void require_a_part(const Settings& settings) {
  if (settings.networks > 0 || settings.linear) return;
  throw Error({.field = "--networks"},
              "is 0 beside --linear off, which leaves nothing to train; give --networks 1 or --linear on");
}

void require_comparable(std::span<const std::string> labels_a, bool multi_label_a,
                        std::span<const std::string> labels_b, bool multi_label_b) {
  if (multi_label_a != multi_label_b) {
    throw Error(std::string("the ") + (multi_label_a ? "first" : "second") +
                " model gives several labels a text and the other one; compare models of one kind");
  }
  const std::set<std::string_view> a(labels_a.begin(), labels_a.end()), b(labels_b.begin(), labels_b.end());
  const auto refuse_missing = [](const auto& has, const auto& lacks, const char* which) {
    for (const auto& label : has) {
      if (lacks.contains(label)) continue;
      throw Error("the models have different labels, " + quoted_name(std::string(label)) +
                  " is missing in the " + which + "; compare models of the same labels");
    }
  };
  refuse_missing(a, b, "second");
  refuse_missing(b, a, "first");
}

}  // namespace taxon
