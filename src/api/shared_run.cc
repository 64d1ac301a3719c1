#include "api/shared_run.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace taxon {
namespace {

// The most texts of a batch: it gains nothing by being larger, and who comes meanwhile waits for its end.
constexpr std::size_t kBatchTexts = 1024;

}  // namespace

SharedRun::SharedRun(const Classifier& classifier, int threads, const RunOptions& options)
    : pool_(threads), run_(classifier, pool_, options) {}

void SharedRun::logits(std::span<const std::string> texts, std::span<float> logits) {
  const std::size_t classes = texts.empty() ? 0 : logits.size() / texts.size();
  for (std::size_t begin = 0; begin < texts.size(); begin += kBatchTexts) {
    const std::size_t count = std::min(kBatchTexts, texts.size() - begin);
    slice(texts.subspan(begin, count), logits.subspan(begin * classes, count * classes));
  }
}

void SharedRun::slice(std::span<const std::string> texts, std::span<float> logits) {
  // On the heap, as GCC takes the address of a local that is queued here for one that outlives it.
  const auto mine = std::make_unique<Request>(Request{.texts = texts, .logits = logits});
  std::unique_lock lock(mutex_);
  append(*mine);
  while (!mine->done) {
    if (busy_) {
      changed_.wait(lock);
      continue;
    }
    busy_ = true;
    Request* batch = take_batch();
    lock.unlock();
    serve(batch);
    lock.lock();
    for (Request* request = batch; request; request = request->next) request->done = true;
    busy_ = false;
    changed_.notify_all();
  }
  lock.unlock();
  if (mine->error) std::rethrow_exception(mine->error);
}

void SharedRun::append(Request& request) {
  (last_ ? last_->next : first_) = &request;
  last_ = &request;
}

// The request that has waited longest, and those after it as long as all are small. Requires a waiting one.
SharedRun::Request* SharedRun::take_batch() {
  Request* batch = first_;
  Request* end = batch;
  std::size_t texts = batch->texts.size();
  while (end->next && texts + end->next->texts.size() <= kBatchTexts) {
    end = end->next;
    texts += end->texts.size();
  }
  first_ = std::exchange(end->next, nullptr);
  if (!first_) last_ = nullptr;
  return batch;
}

// Throws nothing: errors go into the requests.
void SharedRun::serve(Request* batch) {
  if (batch->next && served_together(batch)) return;
  for (Request* request = batch; request; request = request->next) {
    try {
      std::ranges::copy(run_.logits(request->texts), request->logits.begin());
    } catch (...) {
      request->error = std::current_exception();
    }
  }
}

// False where one of the texts cannot be classified, and so no request has been served.
bool SharedRun::served_together(const Request* batch) {
  try {
    std::vector<std::string> texts;
    for (const Request* request = batch; request; request = request->next) {
      texts.insert(texts.end(), request->texts.begin(), request->texts.end());
    }
    const auto all = run_.logits(texts);
    auto next = all.begin();
    for (const Request* request = batch; request; request = request->next) {
      const auto count = static_cast<std::ptrdiff_t>(request->logits.size());
      std::copy(next, next + count, request->logits.begin());
      next += count;
    }
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace taxon
