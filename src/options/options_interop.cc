#include "options/option_groups.h"
#include "options/option_values.h"

namespace taxon {

void add_interop_options(std::vector<Option>& table) {
  const std::vector<std::pair<std::string, Side>> sides = {{"pre", Side::kPre}, {"post", Side::kPost}};
  table.insert(
      table.end(),
      {{"FORM", choice(TAXON_FIELD(exchange), {{"keras", Exchange::kKeras}}), "the program it comes from",
        kImport, "", Presence::kRequired},
       {"FILE", any_text(TAXON_FIELD(foreign), "FILE"), "its model: .keras, .weights.h5 or .h5", kImport, "",
        Presence::kRequired},
       {"FORM",
        choice(TAXON_FIELD(exchange),
               {{"keras", Exchange::kKeras}, {"onnx", Exchange::kOnnx}, {"tokenizer", Exchange::kTokenizer}}),
        "what to write: a .keras file, an ONNX file with its text part as JSON beside it, or Keras's "
        "tokenizer JSON",
        kExport, "", Presence::kRequired},
       {"MODEL", any_text(TAXON_FIELD(model), "FILE"), "model file of this program", kExport, "",
        Presence::kRequired},
       {"--tokenizer", any_text(TAXON_FIELD(tokenizer_file), "FILE.json"),
        "the model's tokenizer, as Keras's tokenizer.to_json() gives it; may be gzipped", kImport, "Text",
        Presence::kRequired},
       {"--labels", any_text(TAXON_FIELD(labels_file), "FILE"),
        "names of the classes, one a line, in the order of the outputs; numbers without it", kImport,
        "Text"}});
  const auto add = [&](std::string name, OptionValue value, std::string help, std::string group) {
    table.push_back({std::move(name), without_default(std::move(value)), std::move(help), kImport,
                     std::move(group), Presence::kOptional, true});
  };
  add("--maxlen", whole_number(TAXON_GIVEN(keras.maxlen), 1, 1 << 20),
      "length that texts were padded to; needed where the model has no table of positions", "Text");
  add("--truncating", choice(TAXON_FIELD(keras.truncating), sides),
      "the end that longer texts were cut at (pre)", "Text");
  add("--padding", choice(TAXON_GIVEN(keras.padding), sides),
      "the end that shorter texts were filled up at (pre)", "Text");
  const std::string network = "What FILE does not say, or must agree with";
  add("--mask", on_off(TAXON_GIVEN(keras.mask)),
      "whether the notebook's own layers were called with a mask (off)", network);
  add("--embed-dim", whole_number(TAXON_GIVEN(keras.embed_dim), 1, 1 << 14), "size of a word's vector",
      network);
  add("--blocks", whole_number(TAXON_GIVEN(keras.blocks), 1, 64), "encoder blocks, one on the other",
      network);
  add("--heads", whole_number(TAXON_GIVEN(keras.heads), 1, 1 << 10), "attention heads", network);
  add("--key-dim", whole_number(TAXON_GIVEN(keras.key_dim), 1, 1 << 14),
      "size of each head's queries and keys", network);
  add("--ff-dim", whole_number(TAXON_GIVEN(keras.ff_dim), 1, 1 << 16), "size of the feed-forward layer",
      network);
  add("--positions",
      choice(TAXON_GIVEN(keras.positions),
             {{"learned", Positions::kLearned}, {"sinusoidal", Positions::kSinusoidal}}),
      "vectors of positions (learned)", network);
  add("--head",
      choice(TAXON_GIVEN(keras.output), {{"softmax", Output::kSoftmax}, {"sigmoid", Output::kSigmoid}}),
      "the last layer's activation (softmax)", network);
  add("--dropout", decimal_number(TAXON_GIVEN(keras.dropout), 0.0F, 1.0F),
      "part of the pooled vector silenced in training", network);
  add("--norm-epsilon", decimal_number(TAXON_GIVEN(keras.norm_epsilon), 1e-30F, 1.0F),
      "what a norm adds to the variance (0.001)", network);
}

}  // namespace taxon
