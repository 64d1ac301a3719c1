// Graphs of layers: the encoder is recognised in them, and what cannot be carried is named.
#include "interop/keras_plan.h"

#include <gtest/gtest.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "model/temp_file.h"

namespace taxon {
namespace {

using nlohmann::json;

// A functional model's configuration as Keras 2 and 3 write it, layer by layer.
class Graph {
 public:
  // Gives the layer's name, to be another one's input.
  std::string add(const std::string& class_name, const json& config,
                  const std::vector<std::string>& inputs = {}, const json& named = json::object()) {
    const std::string name = "layer" + std::to_string(layers_.size());
    json nodes = json::array();
    if (!inputs.empty()) {
      json references = json::array();
      for (const auto& input : inputs) references.push_back({input, 0, 0, named});
      nodes.push_back(references);
    }
    layers_.push_back(
        {{"class_name", class_name}, {"name", name}, {"config", config}, {"inbound_nodes", nodes}});
    return name;
  }
  std::string input() { return add("InputLayer", {{"batch_input_shape", {nullptr, 6}}}); }
  std::string embedding(const std::string& ids) {
    return add("Embedding", {{"input_dim", 12}, {"output_dim", 8}}, {ids});
  }
  std::string block(const std::string& x) {
    return add("TransformerBlock", {{"embed_dim", 8}, {"num_heads", 2}, {"dense_dim", 4}}, {x});
  }
  std::string dense(const std::string& x, const json& activation) {
    return add("Dense", {{"units", 3}, {"activation", activation}}, {x});
  }
  json& last() { return layers_.back(); }

  KerasPlan plan(const std::string& output) const {
    const json config = {{"layers", layers_},
                         {"input_layers", {{layers_[0]["name"], 0, 0}}},
                         {"output_layers", {{output, 0, 0}}}};
    return plan_keras_model(read_keras_model(json{{"class_name", "Functional"}, {"config", config}}.dump()));
  }
  std::string refusal(const std::string& output) const {
    return message_of<Error>([&] { plan(output); });
  }

 private:
  json layers_ = json::array();
};

std::vector<std::string> tensors_of(const KerasPlan& plan) {
  std::vector<std::string> names;
  for (const auto& tensor : plan.tensors) names.push_back(tensor.tensor);
  return names;
}

TEST(KerasPlan, SeesBlocksInKerassOwnLayers) {
  Graph graph;
  const std::string x = graph.embedding(graph.input());
  const std::string attended =
      graph.add("MultiHeadAttention", {{"num_heads", 2}, {"key_dim", 5}}, {x}, {{"value", {x, 0, 0}}});
  const std::string y =
      graph.add("LayerNormalization", {{"epsilon", 0.01}}, {graph.add("Add", json::object(), {x, attended})});
  const std::string hidden = graph.add("Activation", {{"activation", "relu"}}, {graph.dense(y, "linear")});
  const std::string fed = graph.add("Add", json::object(), {graph.dense(hidden, nullptr), y});
  const std::string z = graph.add("LayerNormalization", {{"epsilon", 0.01}, {"scale", false}}, {fed});
  const std::string pooled = graph.add("GlobalMaxPooling1D", json::object(), {z});
  const std::string dropped = graph.add("Dropout", {{"rate", 0.25}}, {pooled});
  const KerasPlan plan = graph.plan(graph.dense(dropped, "sigmoid"));
  EXPECT_EQ(plan.blocks, 1);
  EXPECT_EQ(plan.epsilon, 0.01F);
  EXPECT_EQ(plan.dropout, 0.25F);
  EXPECT_EQ(plan.length, 6);
  EXPECT_EQ(plan.output, Output::kSigmoid);
  EXPECT_FALSE(plan.mask);
  EXPECT_EQ(plan.zeros, std::vector<std::string>{"embedding/position"});
  EXPECT_EQ(plan.ones, std::vector<std::string>{"block0/norm2/gamma"});
  const auto tensors = tensors_of(plan);
  EXPECT_EQ(tensors.size(), 18U);
  EXPECT_EQ(tensors.front(), "embedding/token");
  EXPECT_EQ(tensors.back(), "head/bias");
}

TEST(KerasPlan, TakesAMaskThatIsEverywhere) {
  Graph graph;
  const std::string ids = graph.input();
  const std::string mask = graph.add("PaddingMask", {{"padding", "post"}}, {ids});
  const std::string x = graph.embedding(ids);
  const json masked = {{"mask", {mask, 0, 0}}};
  const std::string z =
      graph.add("TransformerBlock", {{"embed_dim", 8}, {"num_heads", 2}, {"dense_dim", 4}}, {x}, masked);
  const std::string pooled = graph.add("MaskedMaxPooling1D", json::object(), {z}, masked);
  const std::string out = graph.dense(pooled, "softmax");
  const KerasPlan plan = graph.plan(out);
  EXPECT_TRUE(plan.mask);
  EXPECT_EQ(plan.padding, Side::kPost);
  const std::string unmasked = graph.dense(graph.add("GlobalMaxPooling1D", json::object(), {z}), "softmax");
  EXPECT_NE(graph.refusal(unmasked).find("everywhere or nowhere"), std::string::npos);
}

// The notebook's model up to its pooled vectors; `last` makes the rest and gives the output.
template <class Last>
std::string refusal_of(const Last& last) {
  Graph graph;
  return graph.refusal(last(graph, graph.block(graph.embedding(graph.input()))));
}

void expect_in(const std::string& what, const std::string& text) {
  EXPECT_NE(text.find(what), std::string::npos) << text;
}

TEST(KerasPlan, NamesTheLayerThatCannotBeCarried) {
  expect_in("layer 'layer3' (LSTM) cannot be carried: the encoder has no such layer; it has InputLayer, ",
            refusal_of([](Graph& g, const std::string& x) {
              return g.add("LSTM", {{"units", 3}}, {x});
            }));
  expect_in("layer 'layer3' (GlobalAveragePooling1D) cannot be carried",
            refusal_of([](Graph& g, const std::string& x) {
              return g.add("GlobalAveragePooling1D", json::object(), {x});
            }));
  expect_in("layer 'layer3' (Dense) cannot be carried: its activation is 'gelu'",
            refusal_of([](Graph& g, const std::string& x) { return g.dense(x, "gelu"); }));
  expect_in(
      "layer 'layer3' (Dense) stands where the encoder has no such layer (it takes what layer 'layer2' "
      "(TransformerBlock) makes)",
      refusal_of([](Graph& g, const std::string& x) { return g.dense(x, "softmax"); }));
  expect_in("layer 'layer4' (Dense) is the last one and has no activation",
            refusal_of([](Graph& g, const std::string& x) {
              return g.dense(g.add("GlobalMaxPooling1D", json::object(), {x}), "linear");
            }));
  expect_in(
      "layer 'layer3' (TransformerBlock) cannot be carried: its 'rate' is no option of the notebook's layer",
      refusal_of([](Graph& g, const std::string& x) {
        return g.add("TransformerBlock", {{"embed_dim", 8}, {"rate", 0.1}}, {x});
      }));
  expect_in("layer 'layer3' (GlobalMaxPooling1D) cannot be carried: its keepdims is true",
            refusal_of([](Graph& g, const std::string& x) {
              return g.add("GlobalMaxPooling1D", {{"keepdims", true}}, {x});
            }));
}

TEST(KerasPlan, RefusesOptionsThatChangeWhatALayerDoes) {
  const auto attention = [](const json& extra, const json& named = json::object()) {
    return refusal_of([&](Graph& g, const std::string& x) {
      json config = {{"num_heads", 2}, {"key_dim", 5}};
      config.update(extra);
      return g.add("MultiHeadAttention", config, {x, x}, named);
    });
  };
  expect_in("its value_dim is not its key_dim", attention({{"value_dim", 4}}));
  expect_in("its use_gate is true", attention({{"use_gate", true}}));
  expect_in("its sliding_window is 3", attention({{"sliding_window", 3}}));
  expect_in("its output_shape is [4]", attention({{"output_shape", {4}}}));
  expect_in("it is called with 'use_causal_mask'", attention(json::object(), {{"use_causal_mask", true}}));
  expect_in("its num_heads is not a size", attention({{"num_heads", 1e30}}));
  expect_in("its mask_zero is true", refusal_of([](Graph& g, const std::string&) {
              return g.add("Embedding", {{"mask_zero", true}}, {"layer0"});
            }));
}

TEST(KerasPlan, RefusesNumbersThatNoModelCouldBeSavedWith) {
  const auto refused = [](const std::string& class_name, const json& config) {
    return refusal_of([&](Graph& g, const std::string& x) { return g.add(class_name, config, {x}); });
  };
  for (const json& epsilon : {json(1e300), json(-1e39), json("0.1")})
    expect_in("(LayerNormalization) cannot be carried: its epsilon is",
              refused("LayerNormalization", {{"epsilon", epsilon}}));
  for (const double rate : {-0.1, 1.0, 1e300})
    expect_in("(Dropout) cannot be carried: its rate is", refused("Dropout", {{"rate", rate}}));
}

TEST(KerasPlan, RefusesNumbersOfMixedPrecision) {
  const auto refused = [](const json& dtype) {
    return refusal_of([&](Graph& g, const std::string& x) {
      return g.add("GlobalMaxPooling1D", {{"dtype", dtype}}, {x});
    });
  };
  const std::string why =
      "layer 'layer3' (GlobalMaxPooling1D) cannot be carried: its dtype is 'mixed_float16'";
  expect_in(why, refused("mixed_float16"));
  expect_in(why, refused({{"class_name", "DTypePolicy"}, {"config", {{"name", "mixed_float16"}}}}));
  expect_in("its dtype is ''",
            refused({{"class_name", "QuantizedDTypePolicy"}, {"config", {{"mode", "int8"}}}}));
  EXPECT_EQ(refused({{"class_name", "DTypePolicy"}, {"config", {{"name", "float32"}}}}).find("dtype"),
            std::string::npos);
}

// As layer(x, mask) is written down: by Keras 3 in the call's args, before that as a second input.
TEST(KerasPlan, TakesAMaskGivenByPosition) {
  Graph graph;
  const std::string ids = graph.input();
  const std::string mask = graph.add("PaddingMask", json::object(), {ids});
  const std::string z = graph.add("TransformerBlock", {{"embed_dim", 8}}, {graph.embedding(ids), mask});
  const auto tensor = [](const std::string& name) {
    return json{{"class_name", "__keras_tensor__"}, {"config", {{"keras_history", {name, 0, 0}}}}};
  };
  const std::string pooled = graph.add("MaskedMaxPooling1D", json::object());
  const json call = {{"args", {tensor(z), tensor(mask)}}, {"kwargs", json::object()}};
  graph.last()["inbound_nodes"] = json::array({call});
  EXPECT_TRUE(graph.plan(graph.dense(pooled, "softmax")).mask);
}

TEST(KerasPlan, RefusesLayersThatLeadNowhere) {
  expect_in("layer 'layer3' (TransformerBlock) is on no path to the output",
            refusal_of([](Graph& g, const std::string& x) {
              g.block(x);
              return g.dense(g.add("GlobalMaxPooling1D", json::object(), {x}), "softmax");
            }));
  expect_in("layer 'layer3' (TransformerBlock) takes what a layer makes that is not there",
            refusal_of([](Graph& g, const std::string& x) {
              g.block("layer3");
              return g.dense(g.add("GlobalMaxPooling1D", json::object(), {x}), "softmax");
            }));
}

TEST(KerasPlan, BoundsTheBlocks) {
  expect_in("has more than 64 blocks", refusal_of([](Graph& g, std::string x) {
              for (int i = 0; i < 64; ++i) x = g.block(x);
              return g.dense(g.add("GlobalMaxPooling1D", json::object(), {x}), "softmax");
            }));
}

TEST(KerasPlan, RefusesWhatIsNoChainOfLayers) {
  expect_in("it is called 2 times", refusal_of([](Graph& g, const std::string& x) {
              const std::string shared = g.block(x);
              g.last()["inbound_nodes"].push_back({{x, 0, 0, json::object()}});
              return shared;
            }));
  expect_in("'layer9' is not there, or in a circle",
            refusal_of([](Graph&, const std::string&) { return std::string("layer9"); }));
  expect_in("in a circle", refusal_of([](Graph& g, const std::string&) { return g.block("layer3"); }));
  expect_in("(PaddingMask) stands where", refusal_of([](Graph& g, const std::string& x) {
              return g.add("PaddingMask", json::object(), {x});
            }));
}

// A class of somebody's own may have the name of one of Keras's.
TEST(KerasPlan, LooksAtTheModule) {
  Graph graph;
  const std::string x = graph.block(graph.embedding(graph.input()));
  const std::string pooled = graph.add("GlobalMaxPooling1D", json::object(), {x});
  graph.last()["module"] = nullptr;
  expect_in("layer 'layer3' (GlobalMaxPooling1D) cannot be carried", graph.refusal(pooled));
}

TEST(KerasPlan, RefusesMalformedConfigurations) {
  const auto refusal = [](const std::string& text) {
    return message_of<Error>([&] { read_keras_model(text); });
  };
  for (
      const char* text :
      {"", "[]", "1", "{}", R"({"class_name": 1, "config": {}})", R"({"class_name": "Functional"})",
       R"({"class_name": "Functional", "config": {"layers": [], "input_layers": 1, "output_layers": 2}})",
       R"({"class_name": "Functional", "config": {"layers": 5, "input_layers": ["a",0,0], "output_layers": ["a",0,0]}})",
       R"({"class_name": "Sequential", "config": {"layers": []}})",
       R"({"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": 3}]}})",
       R"({"class_name": "MyModel", "config": {}})"}) {
    EXPECT_NE(refusal(text), "") << text;
  }
  EXPECT_NE(refusal(std::string(200'000, '[')), "");
  EXPECT_EQ(refusal(R"({"class_name": )"),
            "has a configuration that is damaged at byte 16; save the model anew");
  EXPECT_EQ(refusal(R"({"class_name": 1, "config": {}})"),
            "has a configuration that is not as Keras writes it; save the model anew");
  EXPECT_NE(refusal(R"({"class_name": 1e999})").find("a number in it is beyond all bounds"),
            std::string::npos);
  std::string nested = R"({"class_name": "Dense", "config": {}})";
  for (int i = 0; i < 40; ++i)
    nested = R"({"class_name": "Sequential", "config": {"layers": [)" + nested + "]}}";
  EXPECT_NE(refusal(nested).find("nested too deeply"), std::string::npos);
}

// A value is copied, compared and written out by functions that call themselves once a level.
TEST(KerasPlan, OutlivesClosedBracketsOfAnyDepth) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  const std::string text =
      R"({"class_name": "Functional", "config": {"input_layers": ["a", 0, 0], "output_layers": ["b", 0, 0],
          "layers": [{"class_name": "InputLayer", "name": "a", "config": {}, "inbound_nodes": []},
                     {"class_name": "GlobalMaxPooling1D", "name": "b", "config": {"keepdims": false},
                      "module": "keras.layers", "inbound_nodes": [{"kwargs": {}, "args": [{
                        "class_name": "__keras_tensor__", "config": {"keras_history": ["a", 0, 0]}}]}]}]}})";
  EXPECT_EQ(read_keras_model(text).layers.size(), 2U);
  for (const char* replaced : {"false", R"("keras.layers")", R"([{"kwargs": {})", R"("__keras_tensor__")"}) {
    std::string changed = text;
    changed.replace(changed.find(replaced), std::strlen(replaced),
                    replaced[0] == '[' ? "[" + deep + ", {\"kwargs\": {}" : deep);
    EXPECT_EQ(message_of<Error>([&] { read_keras_model(changed); }),
              "has a configuration that is nested too deeply; save the model anew")
        << replaced;
  }
}

TEST(KerasNames, FollowKeras) {
  EXPECT_EQ(keras_snake_case("GlobalMaxPooling1D"), "global_max_pooling1d");
  EXPECT_EQ(keras_snake_case("MultiHeadAttention"), "multi_head_attention");
  EXPECT_EQ(keras_snake_case("ReLU"), "re_lu");
  EXPECT_EQ(keras_snake_case("Dense"), "dense");
}

}  // namespace
}  // namespace taxon
