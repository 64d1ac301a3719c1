// Keras's tokenizer JSON: what is accepted, written and read anew, gives the same ids to its own words and to
// others.
#include "interop/keras_tokenizer.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace taxon;
  const auto tokenizer = accepted([&] { return tokenizer_from_keras_json(as_text(data, size)); });
  if (!tokenizer) return 0;
  const Tokenizer again = tokenizer_from_keras_json(tokenizer_to_keras_json(*tokenizer));
  FUZZ_REQUIRE(again.options() == tokenizer->options());
  std::string text = "zzz W1";
  for (std::int32_t id = 1; id <= tokenizer->vocabulary().size(); ++id)
    text += tokenizer->options().split + std::string(tokenizer->vocabulary().word(id));
  FUZZ_REQUIRE(again.encode(text) == tokenizer->encode(text));
  return 0;
}
