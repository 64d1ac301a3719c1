#include "options/option_groups.h"

#include <limits>

#include "options/option_values.h"

namespace taxon {
namespace {

constexpr int kMaxInt = std::numeric_limits<int>::max();
constexpr double kMaxDouble = std::numeric_limits<double>::max();

}  // namespace

void add_running_options(std::vector<Option>& table) {
  const std::string group = "Running";
  table.insert(
      table.end(),
      {{"--threads", whole_number(TAXON_FIELD(threads), 0, 1024),
        "threads; 0: one a core. Results do not depend on it",
        kTrain | kTune | kEvaluate | kPredict | kTokenize | kCheck | kClassifyTexts, group},
       {"--out", any_text(TAXON_FIELD(out), "FILE"), "where the result goes",
        kTrain | kDataset | kImport | kExport, group, Presence::kRequired},
       {"--history", any_text(TAXON_FIELD(history), "FILE.csv"), "write each epoch's figures as CSV", kTrain,
        group},
       {"--checkpoint", any_text(TAXON_FIELD(checkpoint), "FOLDER"),
        "save the training there after every epoch, so that --resume can go on with it", kTrain, group},
       {"--checkpoint-minutes", decimal_number(TAXON_FIELD(checkpoint_minutes), 0.0, kMaxDouble),
        "and whenever so many minutes have passed; 0: after epochs only", kTrain, group},
       {"--resume", flag(TAXON_FIELD(resume)),
        "go on from the folder of --checkpoint, to the model that an unbroken training gives", kTrain, group},
       {.name = "--fit",
        .value = text_list(TAXON_FIELD(fit), "PATH"),
        .help = "learn the words from these labelled texts instead of a MODEL's; may be given several times",
        .commands = kTokenize,
        .group = group,
        .repeats = true},
       {"--input", choice(TAXON_FIELD(input), {{"lines", InputKind::kLines}, {"text", InputKind::kText}}),
        "whether each line of FILE is a text or FILE is one", kTokenize, group},
       {"--input",
        choice(TAXON_FIELD(input), {{"lines", InputKind::kLines},
                                    {"text", InputKind::kText},
                                    {"csv", InputKind::kCsv},
                                    {"tsv", InputKind::kTsv},
                                    {"jsonl", InputKind::kJsonLines}}),
        "what FILE is: a text a line, one text, or rows that name their text by --text-column", kPredict,
        group},
       {"--output",
        choice(TAXON_FIELD(output),
               {{"text", OutputKind::kText}, {"csv", OutputKind::kCsv}, {"jsonl", OutputKind::kJsonLines}}),
        "how to answer; csv and jsonl keep the columns or keys of the input before the answer", kPredict,
        group},
       {"--top", whole_number(TAXON_FIELD(top), 0, kMaxInt), "classes to answer with; 0: all", kPredict,
        group},
       {"--reject-below", probability(TAXON_FIELD(reject_below)),
        "a text whose most probable class is less probable than this is answered with none of the classes; "
        "not for models of several labels a text, which have thresholds",
        kEvaluate | kPredict | kClassifyTexts, group},
       {"--windows", flag(TAXON_FIELD(run.windows)),
        "networks see a text of more than maxlen tokens whole, in overlapping windows whose answers are "
        "joined, "
        "and not cut to maxlen",
        kEvaluate | kPredict | kClassifyTexts, group},
       {"--precision",
        choice(TAXON_FIELD(run.precision), {{"fp32", Precision::kFloat32}, {"bf16", Precision::kBfloat16}}),
        "what classifying computes in; bf16: faster and a little less exact, on processors with AMX",
        kEvaluate | kPredict | kClassifyTexts, group},
       {"--memory", byte_size(TAXON_FIELD(run.table_bytes)),
        "room for the projections of words that are kept between texts. Results do not depend on it",
        kEvaluate | kPredict | kClassifyTexts, group},
       {"--json", flag(TAXON_FIELD(json)), "answer in JSON",
        kTune | kEvaluate | kPredict | kInfo | kTokenize | kCheck, group}});
}

}  // namespace taxon
