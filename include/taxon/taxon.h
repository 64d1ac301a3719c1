#ifndef TAXON_H
#define TAXON_H

/* taxon for C and for languages that call C: load a model, classify texts, free it.
 *
 * Every function is safe to call from any number of threads at once, also on one model; only taxon_free()
 * must be the last call on its model. Answers are the same to the bit whatever the threads. No call ends the
 * process, prints anything, or keeps a pointer that it was given. A model goes on working in a process that
 * was forked off, and may be freed there.
 *
 * A function that fails returns NULL or a status that is not TAXON_OK, and taxon_last_error() then says in
 * one line what was wrong and what to do. Functions that only look at a model cannot fail.
 *
 * Later versions of the library with the same number in TAXON_ABI keep every declaration here as it is and
 * only add others. */

#include <stddef.h>

#include "taxon/export.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TAXON_ABI 1

/* A trained classifier. */
typedef struct taxon_model taxon_model;

typedef enum taxon_status {
  TAXON_OK = 0,
  TAXON_ERROR = 1,     /* something that the caller can mend: a file, a text, an argument */
  TAXON_NO_MEMORY = 2, /* memory or threads ran out */
  TAXON_FAULT = 3      /* a mistake in the library; please report it */
} taxon_status;

/* A text: UTF-8 bytes, which need not end with a zero and may contain some. */
typedef struct taxon_text {
  const char* bytes;
  size_t size;
} taxon_text;

/* The TAXON_ABI that the library was built with, and its version as text ("taxon 1.2.3"). */
TAXON_API int taxon_abi(void);
TAXON_API const char* taxon_version(void);

/* What the last failed call of this thread said; "" before the first. Valid until this thread calls a
 * function that fails. */
TAXON_API const char* taxon_last_error(void);

/* Opens a model file, or the bytes of one (which are copied). threads: how many classify together; 0: one a
 * core. The caller owns the result and frees it with taxon_free(). NULL where it cannot be opened. */
TAXON_API taxon_model* taxon_load(const char* path, int threads);
TAXON_API taxon_model* taxon_load_bytes(const void* bytes, size_t size, int threads);

/* NULL is allowed. */
TAXON_API void taxon_free(taxon_model* model);

/* The number of classes, and the name of one: bytes that end with a zero and may contain some before it;
 * `size` (NULL is allowed) takes their number without that zero. The name belongs to the model. NULL for an
 * index that is no class's. */
TAXON_API size_t taxon_classes(const taxon_model* model);
TAXON_API const char* taxon_label(const taxon_model* model, size_t index, size_t* size);

/* Whether a text may have several labels or none (1) or has one (0). If it may, it has those classes whose
 * probability is above their threshold; 0 for an index that is no class's. */
TAXON_API int taxon_multi_label(const taxon_model* model);
TAXON_API float taxon_threshold(const taxon_model* model, size_t index);

/* Classifies `count` texts. probabilities: room for count * taxon_classes() numbers, filled text by text with
 * the probability of every class. */
TAXON_API taxon_status taxon_probabilities(const taxon_model* model, const taxon_text* texts, size_t count,
                                           float* probabilities);

/* Classifies one text. index: takes its most probable class; probability (NULL is allowed): how probable. */
TAXON_API taxon_status taxon_classify(const taxon_model* model, taxon_text text, size_t* index,
                                      float* probability);

#ifdef __cplusplus
}
#endif

#endif
