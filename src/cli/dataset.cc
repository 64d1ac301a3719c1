#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/signals.h"
#include "data/download.h"

namespace taxon {

int run_dataset(const Settings& settings) {
  const auto& stop = catch_stop_signals();
  {
    ProgressLine line;
    const auto show = [&line](std::int64_t done, std::int64_t total) {
      if (!line.due()) return;
      const double megabytes = static_cast<double>(done) / 1e6, all = static_cast<double>(total) / 1e6;
      line.show(total > 0 ? fmt::format("{} {:.1f} of {:.1f} MB", bar(megabytes / all, 30), megabytes, all)
                          : fmt::format("{:.1f} MB", megabytes));
    };
    download_20newsgroups(settings.out, show, &stop);
  }
  write_output(settings.out + "\n");
  return 0;
}

}  // namespace taxon
