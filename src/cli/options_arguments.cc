#include "cli/option_groups.h"

#include "cli/option_values.h"

namespace taxon {

void add_arguments(std::vector<Option>& table) {
  table.insert(
      table.end(),
      {{"DATA", any_text(TAXON_FIELD(data), "PATH"),
        "folder of class folders, .tar.gz of one, .tsv table or .tab table of three header lines", kTrain, "",
        Presence::kRequired},
       {"MODEL", any_text(TAXON_FIELD(model), "FILE"), "model file that train wrote", kEvaluate | kPredict | kInfo,
        "", Presence::kRequired},
       {"MODEL", any_text(TAXON_FIELD(model), "FILE"), "model file that train wrote; not with --fit", kTokenize,
        ""},
       {"DATA", any_text(TAXON_FIELD(data), "PATH"), "labelled texts to judge the model by, as train takes them",
        kEvaluate, "", Presence::kRequired},
       {"FILE", any_text(TAXON_FIELD(file), "FILE"), "texts to read; - for standard input", kPredict | kTokenize,
        ""},
       {"NAME", choice(TAXON_FIELD(collection), {{"20newsgroups", std::string("20newsgroups")}}),
        "the collection to fetch", kDataset, "", Presence::kRequired}});
}

}  // namespace taxon
