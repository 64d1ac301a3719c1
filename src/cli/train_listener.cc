#include "cli/train_listener.h"

#include <fmt/format.h>

#include <string>

namespace taxon {

void TrainProgressListener::on_batch(const TrainProgress& p) {
  epochs_ = p.epochs;
  posts_per_second_ = p.posts_per_second;
  if (!line_.due()) return;
  const double done = static_cast<double>(p.posts_done) / static_cast<double>(p.posts);
  const double left = static_cast<double>(p.posts - p.posts_done) / p.posts_per_second;
  line_.show(fmt::format(
      "epoch {}/{} {} {:3.0f} %  {:.0f} posts/s  loss {:.4f}  accuracy {:.4f}  {} to its end", p.epoch,
      p.epochs, bar(done, 20), 100 * done, p.posts_per_second, p.loss, p.accuracy, clock_text(left)));
}

void TrainProgressListener::on_epoch(const EpochRecord& e) {
  std::string text =
      fmt::format("epoch {}/{}  loss {:.4f}  accuracy {:.4f}", e.epoch, epochs_, e.loss, e.accuracy);
  if (has_valid_) text += fmt::format("  val_loss {:.4f}  val_accuracy {:.4f}", e.val_loss, e.val_accuracy);
  line_.print(text + fmt::format("  rate {:.3g}  {:.0f} posts/s  {}", e.learning_rate, posts_per_second_,
                                 clock_text(e.seconds)));
}

}  // namespace taxon
