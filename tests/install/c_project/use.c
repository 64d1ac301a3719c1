/* Uses a model from C11 with the installed header and library alone: use_from_c FILE. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <taxon/taxon.h>

static taxon_text text_of(const char* bytes) {
  taxon_text text = {bytes, strlen(bytes)};
  return text;
}

static int complain(const char* what) {
  fprintf(stderr, "use_from_c: %s: %s\n", what, taxon_last_error());
  return 1;
}

/* The file's bytes; the caller frees them. */
static void* read_whole(const char* path, size_t* size) {
  FILE* file = fopen(path, "rb");
  void* bytes = NULL;
  if (file == NULL) return NULL;
  if (fseek(file, 0, SEEK_END) == 0) {
    *size = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(*size);
    if (bytes != NULL && fread(bytes, 1, *size, file) != *size) {
      free(bytes);
      bytes = NULL;
    }
  }
  fclose(file);
  return bytes;
}

static int classify_twice(const taxon_model* model) {
  const taxon_text texts[2] = {text_of("a goalie on the ice"), text_of("a rocket in orbit")};
  float probabilities[4];
  size_t index = 0;
  if (taxon_classes(model) != 2) return complain("not two classes");
  if (taxon_probabilities(model, texts, 2, probabilities) != TAXON_OK) return complain("probabilities");
  if (taxon_classify(model, texts[1], &index, NULL) != TAXON_OK) return complain("classify");
  printf("%s: %s %.2f\n", taxon_version(), taxon_label(model, index, NULL), (double)probabilities[2 + index]);
  return strcmp(taxon_label(model, index, NULL), "space") == 0 && probabilities[0] > probabilities[1] ? 0 : 1;
}

int main(int argc, char** argv) {
  size_t size = 0;
  void* bytes = NULL;
  taxon_model* model = NULL;
  int status = 0;
  if (argc != 2 || taxon_abi() != TAXON_ABI) return 2;

  model = taxon_load(argv[1], 1);
  if (model == NULL) return complain("load");
  status = classify_twice(model);
  taxon_free(model);

  bytes = read_whole(argv[1], &size);
  if (bytes == NULL) return 1;
  model = taxon_load_bytes(bytes, size, 1);
  free(bytes);
  if (model == NULL) return complain("load_bytes");
  status += classify_twice(model);
  taxon_free(model);

  if (taxon_load("no/such/file", 1) != NULL || strstr(taxon_last_error(), "no/such/file") == NULL) {
    return complain("a missing file");
  }
  return status;
}
