#include "interop/keras_export.h"

#include <nlohmann/json.hpp>

#include "interop/hdf5_writer.h"
#include "interop/keras_archive.h"
#include "interop/keras_model.h"

namespace taxon {
namespace {

using Json = nlohmann::ordered_json;

// A tensor that flows between layers, as Keras 3's configurations write it.
struct Tensor {
  std::string layer;
  Json shape;
  const char* dtype = "float32";
};

Json to_json(const Tensor& tensor) {
  return {{"class_name", "__keras_tensor__"},
          {"config",
           {{"shape", tensor.shape},
            {"dtype", tensor.dtype},
            {"keras_history", Json::array({tensor.layer, 0, 0})}}}};
}

class ConfigWriter {
 public:
  explicit ConfigWriter(const EncoderConfig& config) : c_(config) {}

  std::string write() {
    const Json rows = {nullptr, c_.maxlen}, vectors = {nullptr, c_.maxlen, c_.embed_dim};
    const Json pooled = {nullptr, c_.embed_dim};
    const Tensor ids = input(rows);
    Json masked = Json::object();
    if (c_.mask) {
      const Tensor mask =
          own("PaddingMask", "padding_mask", {{"padding", c_.padding == Side::kPre ? "pre" : "post"}}, ids,
              Json::object(), {"", rows, "bool"});
      masked["mask"] = to_json(mask);
    }
    Tensor x = own("PositionalEmbedding", "positional_embedding",
                   {{"sequence_length", c_.maxlen},
                    {"input_dim", c_.vocabulary},
                    {"output_dim", c_.embed_dim},
                    {"positions", c_.positions == Positions::kLearned ? "learned" : "sinusoidal"}},
                   ids, Json::object(), {"", vectors});
    const Json block = {{"embed_dim", c_.embed_dim},
                        {"num_heads", c_.heads},
                        {"dense_dim", c_.ff_dim},
                        {"key_dim", c_.key_dim},
                        {"norm_epsilon", static_cast<double>(c_.norm_epsilon)}};
    for (int b = 0; b < c_.blocks; ++b)
      x = own("TransformerBlock", "transformer_block_" + std::to_string(b), block, x, masked, {"", vectors});
    x = c_.mask ? own("MaskedMaxPooling1D", "pooling", Json::object(), x, masked, {"", pooled})
                : keras("GlobalMaxPooling1D", "pooling", Json::object(), x, {"", pooled});
    x = keras("Dropout", "dropout", {{"rate", static_cast<double>(c_.dropout)}}, x, {"", pooled});
    const char* activation = c_.output == Output::kSoftmax ? "softmax" : "sigmoid";
    x = keras("Dense", "head", {{"units", c_.classes}, {"activation", activation}}, x,
              {"", {nullptr, c_.classes}});
    const Json config = {{"name", "taxon"},
                         {"trainable", true},
                         {"layers", layers_},
                         {"input_layers", Json::array({Json::array({ids.layer, 0, 0})})},
                         {"output_layers", Json::array({Json::array({x.layer, 0, 0})})}};
    return Json{{"module", "keras.src.models.functional"},
                {"class_name", "Functional"},
                {"config", config},
                {"registered_name", "Functional"},
                {"build_config", {{"input_shape", nullptr}}}}
        .dump();
  }

 private:
  Tensor input(const Json& shape) {
    layers_.push_back({{"module", "keras.layers"},
                       {"class_name", "InputLayer"},
                       {"config", {{"batch_shape", shape}, {"dtype", "int64"}, {"name", "ids"}}},
                       {"registered_name", nullptr},
                       {"name", "ids"},
                       {"inbound_nodes", Json::array()}});
    return {"ids", shape, "int64"};
  }

  // A layer of python/taxon/keras.py, and one of Keras. `made` is what it makes, but for its name.
  Tensor own(const std::string& class_name, const std::string& name, const Json& options, const Tensor& from,
             const Json& named, Tensor made) {
    return add("taxon.keras", Json("taxon>" + class_name), class_name, name, options, from, named,
               std::move(made));
  }
  Tensor keras(const std::string& class_name, const std::string& name, const Json& options,
               const Tensor& from, Tensor made) {
    return add("keras.layers", nullptr, class_name, name, options, from, Json::object(), std::move(made));
  }

  Tensor add(const char* module, const Json& registered, const std::string& class_name,
             const std::string& name, const Json& options, const Tensor& from, const Json& named,
             Tensor made) {
    Json config = {{"name", name}, {"trainable", true}, {"dtype", "float32"}};
    config.update(options);
    const Json call = {{"args", Json::array({to_json(from)})}, {"kwargs", named}};
    layers_.push_back({{"module", module},
                       {"class_name", class_name},
                       {"config", config},
                       {"registered_name", registered},
                       {"build_config", {{"input_shape", from.shape}}},
                       {"name", name},
                       {"inbound_nodes", Json::array({call})}});
    made.layer = name;
    return made;
  }

  const EncoderConfig& c_;
  Json layers_ = Json::array();
};

// Where a tensor of the encoder stands in Keras 3's weights file.
std::string weight_path(const std::string& tensor) {
  const auto variable = [&](const std::string& layer) {
    const bool second = tensor.ends_with("/bias") || tensor.ends_with("/beta");
    return "layers/" + layer + "/vars/" + (second ? "1" : "0");
  };
  if (tensor.starts_with("embedding/"))
    return variable("positional_embedding/" + tensor.substr(tensor.find('/') + 1) + "_embeddings");
  if (tensor.starts_with("head/")) return variable("dense");
  // "block{b}/PART/variable", of attention "block{b}/attention/PART/variable".
  const std::size_t first = tensor.find('/'), last = tensor.rfind('/');
  const std::string number = tensor.substr(5, first - 5), part = tensor.substr(first + 1, last - first - 1);
  const std::string block = number == "0" ? "transformer_block/" : "transformer_block_" + number + "/";
  if (part == "ffn1") return variable(block + "dense_proj/layers/dense");
  if (part == "ffn2") return variable(block + "dense_proj/layers/dense_1");
  if (part.starts_with("norm")) return variable(block + "layer" + part);
  return variable(block + part + "_dense");
}

}  // namespace

void export_keras(const Classifier& model, const std::string& made_by, const Sink& sink) {
  require_single_network(model, "Keras's file");
  KerasArchive archive;
  archive.config = ConfigWriter(model.config).write();
  archive.metadata = Json{{"made_by", made_by}}.dump();
  {
    Hdf5Writer weights;
    for (const TensorSpec& tensor : model.networks.front().layout().tensors())
      weights.add(weight_path(tensor.name), tensor.shape, model.networks.front()[tensor.name]);
    archive.weights = weights.finish();
  }
  write_keras_archive(archive, sink);
}

}  // namespace taxon
