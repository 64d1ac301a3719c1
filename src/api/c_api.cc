#include <cstddef>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/version.h"
#include "taxon/model.h"
#include "taxon/taxon.h"

struct taxon_model {
  taxon::Model model;
};

namespace taxon {
namespace {

constexpr char kNoMemory[] = "not enough memory";

// Of the thread; a message that there is no memory for is left out, never a crash.
std::string& last_error() {
  thread_local std::string text;
  return text;
}

taxon_status remember(taxon_status status, const char* what) noexcept {
  try {
    last_error() = what;
  } catch (const std::bad_alloc&) {
    last_error().clear();
  }
  return status;
}

// Runs `body`; no exception gets past it.
template <class Body>
taxon_status status_of(const Body& body) noexcept {
  try {
    body();
    return TAXON_OK;
  } catch (const Error& error) {
    return remember(TAXON_ERROR, error.what());
  } catch (const JobFailed& error) {
    return remember(TAXON_NO_MEMORY, error.what());
  } catch (const std::bad_alloc&) {
    return remember(TAXON_NO_MEMORY, kNoMemory);
  } catch (const std::length_error&) {  // of a count or a size that no memory holds
    return remember(TAXON_NO_MEMORY, kNoMemory);
  } catch (const std::exception& error) {
    return remember(TAXON_FAULT, error.what());
  }
}

template <class Load>
taxon_model* opened(int threads, const Load& load) noexcept {
  taxon_model* model = nullptr;
  status_of([&] { model = new taxon_model{load(Options{{"threads", std::to_string(threads)}})}; });
  return model;
}

std::string text_of(const taxon_text& text) {
  if (text.bytes == nullptr && text.size > 0) throw Error("a text is NULL; give its bytes");
  std::string copy;
  if (text.size > copy.max_size()) throw std::length_error("a text");
  if (text.size > 0) copy.assign(text.bytes, text.size);
  return copy;
}

void require(const void* pointer, const char* name) {
  if (pointer == nullptr) throw Error(std::string(name) + " is NULL");
}

}  // namespace
}  // namespace taxon

using taxon::require;
using taxon::status_of;
using taxon::text_of;

int taxon_abi(void) {
  return TAXON_ABI;
}

const char* taxon_version(void) {
  return taxon::kProgramVersion;
}

const char* taxon_last_error(void) {
  return taxon::last_error().c_str();
}

taxon_model* taxon_load(const char* path, int threads) {
  return taxon::opened(threads, [&](const taxon::Options& options) {
    require(path, "path");
    return taxon::Model::load(path, options);
  });
}

taxon_model* taxon_load_bytes(const void* bytes, size_t size, int threads) {
  return taxon::opened(threads, [&](const taxon::Options& options) {
    require(bytes, "bytes");
    return taxon::Model::from_bytes({static_cast<const char*>(bytes), size}, options);
  });
}

void taxon_free(taxon_model* model) {
  delete model;
}

size_t taxon_classes(const taxon_model* model) {
  return model == nullptr ? 0 : model->model.labels().size();
}

const char* taxon_label(const taxon_model* model, size_t index, size_t* size) {
  if (size != nullptr) *size = 0;
  if (index >= taxon_classes(model)) return nullptr;
  const std::string& label = model->model.labels()[index];
  if (size != nullptr) *size = label.size();
  return label.c_str();
}

int taxon_multi_label(const taxon_model* model) {
  return model != nullptr && model->model.multi_label() ? 1 : 0;
}

float taxon_threshold(const taxon_model* model, size_t index) {
  if (model == nullptr || index >= model->model.thresholds().size()) return 0;
  return model->model.thresholds()[index];
}

taxon_status taxon_probabilities(const taxon_model* model, const taxon_text* texts, size_t count,
                                 float* probabilities) {
  return status_of([&] {
    require(model, "model");
    if (count == 0) return;
    require(texts, "texts");
    require(probabilities, "probabilities");
    std::vector<std::string> copies;
    copies.reserve(count);
    for (size_t i = 0; i < count; ++i) copies.push_back(text_of(texts[i]));
    model->model.probabilities(copies, {probabilities, count * model->model.labels().size()});
  });
}

taxon_status taxon_classify(const taxon_model* model, taxon_text text, size_t* index, float* probability) {
  return status_of([&] {
    require(model, "model");
    require(index, "index");
    const auto answer = model->model.classify(text_of(text));
    *index = answer.index;
    if (probability != nullptr) *probability = answer.probability;
  });
}
