#include "options/option_groups.h"

#include "options/option_values.h"

namespace taxon {

void add_arguments(std::vector<Option>& table) {
  table.insert(
      table.end(),
      {{.name = "DATA",
        .value = text_list(TAXON_FIELD(data), "PATH"),
        .help =
            "folder of class folders, .tar.gz or .zip of one, table (.csv, .tsv, .tab), .jsonl, or text file "
            "of "
            "'__label__x text' lines, also as .gz or .zst; a pattern stands for all that it matches, - for "
            "standard input",
        .commands = kTrain | kTune | kCheck,
        .group = "",
        .presence = Presence::kRequired,
        .repeats = true},
       {"MODEL", any_text(TAXON_FIELD(model), "FILE"), "model file that train wrote",
        kEvaluate | kPredict | kInfo, "", Presence::kRequired},
       {"MODEL", any_text(TAXON_FIELD(model), "FILE"), "model file that train wrote; not with --fit",
        kTokenize, ""},
       {.name = "DATA",
        .value = text_list(TAXON_FIELD(data), "PATH"),
        .help =
            "labelled texts to judge the model by, as train takes them; a second model file before them is "
            "compared with MODEL on them",
        .commands = kEvaluate,
        .group = "",
        .presence = Presence::kRequired,
        .repeats = true},
       {"FILE", any_text(TAXON_FIELD(file), "FILE"), "texts to read; - for standard input",
        kPredict | kTokenize, ""},
       {"NAME", choice(TAXON_FIELD(collection), {{"20newsgroups", std::string("20newsgroups")}}),
        "the collection to fetch", kDataset, "", Presence::kRequired}});
}

}  // namespace taxon
