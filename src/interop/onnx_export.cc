#include "interop/onnx_export.h"

#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "encoder/tables.h"
#include "interop/onnx_graph.h"

namespace taxon {
namespace {

using Json = nlohmann::ordered_json;
using Shape = std::vector<std::int64_t>;

constexpr const char* kIds = "ids";
constexpr const char* kProbabilities = "probabilities";

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Lays the network out, layer by layer, the way that its definition reads; a runtime fuses what it likes.
class NetworkWriter {
 public:
  NetworkWriter(const EncoderConfig& config, const Parameters& parameters)
      : c_(config), parameters_(parameters) {}

  std::string write(const std::string& version, const std::vector<std::string>& labels) {
    graph_.input(kIds, c_.maxlen);
    graph_.output(kProbabilities, c_.classes);
    const std::string real = c_.mask ? real_tokens() : "";
    std::string x = embedded();
    const std::string heard = c_.mask ? unsqueezed("attention_mask", real, {1, 2}) : "";
    for (int b = 0; b < c_.blocks; ++b) x = block(b, x, heard);
    if (c_.mask)
      x = graph_.node("Where", "real_vectors", {unsqueezed("pooling_mask", real, {2}), x, lowest_});
    x = graph_.node("ReduceMax", "pooled", {x}, {{"axes", Shape{1}}, {"keepdims", 0}});
    const std::string logits = affine("logits", x, "head", {c_.embed_dim, c_.classes});
    if (c_.output == Output::kSoftmax) {
      graph_.node("Softmax", kProbabilities, {logits}, {{"axis", -1}});
    } else {
      graph_.node("Sigmoid", kProbabilities, {logits});
    }
    graph_.metadata("labels", dump(labels));
    return graph_.finish("taxon", version);
  }

 private:
  std::string weights(const std::string& tensor, const Shape& shape) {
    return graph_.weights(tensor, shape, parameters_[tensor]);
  }

  std::string integers(const std::string& name, const Shape& values) {
    return graph_.integers(name, Shape{static_cast<std::int64_t>(values.size())}, values);
  }

  std::string unsqueezed(const std::string& name, const std::string& x, const Shape& axes) {
    return graph_.node("Unsqueeze", name, {x, integers(name + "/axes", axes)});
  }

  // (batch, L) booleans: the tokens; of a text without any its last place (post-padding: its first).
  std::string real_tokens() {
    lowest_ = graph_.weights("lowest", Shape{}, std::array{std::numeric_limits<float>::lowest()});
    const std::string zero = graph_.integers("zero", Shape{}, std::array{std::int64_t{0}});
    const std::string padding = graph_.node("Equal", "padding", {kIds, zero});
    const std::string real = graph_.node("Not", "real", {padding});
    const std::string largest =
        graph_.node("ReduceMax", "largest_id", {kIds}, {{"axes", Shape{1}}, {"keepdims", 1}});
    const std::string empty = graph_.node("Equal", "empty", {largest, zero});
    std::vector<bool> kept(static_cast<std::size_t>(c_.maxlen), false);
    kept[c_.padding == Side::kPre ? kept.size() - 1 : 0] = true;
    const std::string place = graph_.booleans("kept_place", Shape{1, c_.maxlen}, kept);
    return graph_.node("Or", "real_or_kept", {real, graph_.node("And", "kept", {empty, place})});
  }

  std::string embedded() {
    const std::string tokens = graph_.node(
        "Gather", "tokens", {weights("embedding/token", {c_.vocabulary, c_.embed_dim}), kIds}, {{"axis", 0}});
    // Row by row: a table of our own may have gaps between its rows.
    const PositionTable table(c_);
    const ConstRows rows = table.rows(parameters_);
    std::vector<float> values;
    for (std::size_t p = 0; p < static_cast<std::size_t>(c_.maxlen); ++p)
      values.insert(values.end(), rows[p], rows[p] + c_.embed_dim);
    const std::string positions =
        graph_.weights("embedding/position", Shape{c_.maxlen, c_.embed_dim}, values);
    return graph_.node("Add", "embedded", {tokens, positions});
  }

  // x W + b of `tensor`, W as (rows, columns).
  std::string affine(const std::string& name, const std::string& x, const std::string& tensor,
                     const Shape& shape) {
    const std::string product =
        graph_.node("MatMul", name + "/product", {x, weights(tensor + "/kernel", shape)});
    return graph_.node("Add", name, {product, weights(tensor + "/bias", {shape[1]})});
  }

  std::string norm(const std::string& name, const std::string& x) {
    const std::string gamma = weights(name + "/gamma", {c_.embed_dim}),
                      beta = weights(name + "/beta", {c_.embed_dim});
    return graph_.node("LayerNormalization", name, {x, gamma, beta},
                       {{"axis", -1}, {"epsilon", c_.norm_epsilon}});
  }

  // (batch, L, H K) of one of the three projections, a matrix a head: (batch, H, L, K), or with K before L.
  std::string heads(const std::string& name, const std::string& x, const Shape& order) {
    const std::string flat = affine(name, x, name, {c_.embed_dim, std::int64_t{c_.heads} * c_.key_dim});
    const std::string shape = integers(name + "/shape", {0, c_.maxlen, c_.heads, c_.key_dim});
    const std::string split = graph_.node("Reshape", name + "/heads", {flat, shape});
    return graph_.node("Transpose", name + "/turned", {split}, {{"perm", order}});
  }

  std::string attention(const std::string& name, const std::string& x, const std::string& heard) {
    const Shape rows = {0, 2, 1, 3};
    const float factor = 1.0F / std::sqrt(static_cast<float>(c_.key_dim));
    const std::string scale = graph_.weights(name + "/scale", Shape{}, std::array{factor});
    const std::string query =
        graph_.node("Mul", name + "/query/scaled", {heads(name + "/query", x, rows), scale});
    std::string scores =
        graph_.node("MatMul", name + "/scores", {query, heads(name + "/key", x, {0, 2, 3, 1})});
    if (!heard.empty()) scores = graph_.node("Where", name + "/scores/masked", {heard, scores, lowest_});
    const std::string shares = graph_.node("Softmax", name + "/shares", {scores}, {{"axis", -1}});
    const std::string mixed =
        graph_.node("MatMul", name + "/mixed", {shares, heads(name + "/value", x, rows)});
    const std::string turned = graph_.node("Transpose", name + "/mixed/turned", {mixed}, {{"perm", rows}});
    const std::int64_t width = std::int64_t{c_.heads} * c_.key_dim;
    const std::string flat = graph_.node("Reshape", name + "/mixed/flat",
                                         {turned, integers(name + "/mixed/shape", {0, c_.maxlen, width})});
    return affine(name + "/output", flat, name + "/output", {width, c_.embed_dim});
  }

  std::string block(int b, const std::string& x, const std::string& heard) {
    const std::string attended = attention(block_name(b, "attention"), x, heard);
    const std::string y =
        norm(block_name(b, "norm1"), graph_.node("Add", block_name(b, "residual1"), {x, attended}));
    const std::string ffn1 = block_name(b, "ffn1"), ffn2 = block_name(b, "ffn2");
    const std::string hidden =
        graph_.node("Relu", ffn1 + "/relu", {affine(ffn1, y, ffn1, {c_.embed_dim, c_.ff_dim})});
    const std::string fed = affine(ffn2, hidden, ffn2, {c_.ff_dim, c_.embed_dim});
    return norm(block_name(b, "norm2"), graph_.node("Add", block_name(b, "residual2"), {y, fed}));
  }

  const EncoderConfig& c_;
  const Parameters& parameters_;
  OnnxGraph graph_;
  std::string lowest_;  // with a mask: what stands in place of padding
};

const char* name_of(Side side) {
  return side == Side::kPre ? "pre" : "post";
}

}  // namespace

std::string export_onnx(const Classifier& model, const std::string& version) {
  require_single_network(model, "an ONNX file of ours");
  return NetworkWriter(model.config, model.networks.front()).write(version, model.labels);
}

std::string text_to_ids_json(const Classifier& model) {
  const auto& options = model.tokenizer.options();
  const auto& c = model.config;
  Json words = Json::array();
  for (std::int32_t id = 1; id <= model.tokenizer.kept_words(); ++id)
    words.push_back(std::string(model.tokenizer.vocabulary().word(id)));
  Json tokenizer = {{"lower", options.lower},
                    {"filters", options.filters},
                    {"split", options.icu_words ? Json(nullptr) : Json(options.split)},
                    {"char_level", options.char_level},
                    {"unknown_id", model.tokenizer.oov_id()},
                    {"words", std::move(words)}};
  if (options.icu_words) tokenizer["icu"] = model.icu_version;
  Json json = {{"format", "taxon text to ids"},
               {"version", 1},
               {"input", {{"name", kIds}, {"type", "int64"}, {"shape", Json::array({"batch", c.maxlen})}}},
               {"output",
                {{"name", kProbabilities},
                 {"type", "float32"},
                 {"shape", Json::array({"batch", c.classes})},
                 {"activation", c.output == Output::kSoftmax ? "softmax" : "sigmoid"}}},
               {"maxlen", c.maxlen},
               {"truncating", name_of(model.truncating)},
               {"padding", name_of(c.padding)},
               {"labels", model.labels}};
  if (!model.thresholds.empty()) json["thresholds"] = model.thresholds;
  json["tokenizer"] = tokenizer;
  return dump(json) + "\n";
}

}  // namespace taxon
