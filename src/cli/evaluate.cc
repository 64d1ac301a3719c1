#include "api/checks.h"
#include "cli/commands.h"
#include "cli/comparison_text.h"
#include "cli/evaluation_text.h"
#include "cli/json_output.h"
#include "cli/load_data.h"
#include "cli/open_model.h"
#include "cli/output.h"
#include "cli/second_model.h"
#include "model/classifier.h"
#include "report/judgement.h"
#include "report/mcnemar.h"

namespace taxon {
namespace {

// labels: of the texts, as the model has them.
Judgement judge_data(const Settings& settings, const Classifier& model, const Dataset& data,
                     const RaggedLabels& labels, ThreadPool& pool) {
  const auto logits = ClassifierRun(model, pool, settings.run).logits(data.texts);
  return judge(model, logits, labels, settings.reject_below, pool);
}

}  // namespace

int run_evaluate(const Settings& given) {
  Settings settings = given;
  const auto path_of_b = take_second_model(settings.data);
  const Classifier a = open_model(settings.model);
  require_rejecting(settings, a.multi_label());
  std::optional<Classifier> b;
  if (path_of_b) {
    b = open_model(*path_of_b);
    require_comparable(a.labels, a.multi_label(), b->labels, b->multi_label());
  }
  const Dataset data = load_evaluation_data(settings, a);
  ThreadPool pool(settings.threads);
  auto of_a = judge_data(settings, a, data, data.labels, pool);
  if (!b) {
    write_output(settings.json ? evaluation_json(a, of_a) : evaluation_text(a, of_a));
    return 0;
  }
  auto of_b = judge_data(settings, *b, data, labels_among(data, b->labels), pool);
  const auto outcomes = pair_outcomes(of_a.right, of_b.right);
  write_output(settings.json ? comparison_json(a, of_a, *b, of_b, outcomes)
                             : comparison_text({settings.model, std::move(of_a)},
                                               {*path_of_b, std::move(of_b)}, outcomes));
  return 0;
}

}  // namespace taxon
