#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace taxon {

// An option of an ONNX operator.
using OnnxAttribute = std::pair<const char*, std::variant<std::int64_t, float, std::vector<std::int64_t>>>;

// An ONNX model as it grows: weights, then nodes in the order they are computed. Keeps the ONNX library's
// headers out of sight. Names are the caller's and must be distinct.
class OnnxGraph {
 public:
  OnnxGraph();
  ~OnnxGraph();

  // The model's input of int64 and output of float32, both (batch, width), the batch of any size.
  void input(const std::string& name, std::int64_t width);
  void output(const std::string& name, std::int64_t width);

  // Numbers that are part of the model, row-major; they fill the shape. Each gives its name back.
  std::string weights(const std::string& name, std::span<const std::int64_t> shape,
                      std::span<const float> values);
  std::string integers(const std::string& name, std::span<const std::int64_t> shape,
                       std::span<const std::int64_t> values);
  std::string booleans(const std::string& name, std::span<const std::int64_t> shape,
                       const std::vector<bool>& values);

  // An operator of the standard set; gives the name of what it makes, which is the node's.
  std::string node(const char* operation, const std::string& name, const std::vector<std::string>& inputs,
                   const std::vector<OnnxAttribute>& attributes = {});

  void metadata(const std::string& key, const std::string& value);
  // The whole file: opset 17, IR version 8. Throws Error without a place beyond 2 GB, which is as much as an
  // ONNX file holds. The same calls give the same bytes.
  std::string finish(const std::string& producer, const std::string& version);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace taxon
