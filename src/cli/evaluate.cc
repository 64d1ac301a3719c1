#include "cli/commands.h"
#include "cli/evaluation_text.h"
#include "cli/json_output.h"
#include "cli/load_data.h"
#include "cli/output.h"
#include "model/classifier.h"
#include "model/model_file.h"
#include "report/metrics.h"
#include "report/multi_label_metrics.h"

namespace taxon {

int run_evaluate(const Settings& settings) {
  const Classifier model = load_model(settings.model);
  const Dataset data = load_evaluation_data(settings, model);
  ThreadPool pool(settings.threads);
  const auto logits = ClassifierRun(model, pool, settings.precision, settings.memory).logits(data.texts);
  if (model.multi_label()) {
    const auto metrics = compute_multi_label_metrics(model.config, logits, data.labels, model.thresholds);
    write_output(settings.json ? evaluation_json(model, metrics) : evaluation_text(model, metrics));
  } else {
    const auto metrics = compute_metrics(logits, data.single_labels(), model.labels.size());
    write_output(settings.json ? evaluation_json(model.labels, metrics)
                               : evaluation_text(model.labels, metrics));
  }
  return 0;
}

}  // namespace taxon
