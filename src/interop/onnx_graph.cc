#include "interop/onnx_graph.h"

#include <onnx/onnx_pb.h>

#include <bit>
#include <limits>

#include "base/check.h"
#include "base/error.h"

namespace taxon {
namespace {

constexpr int kOpset = 17, kIrVersion = 8;

void describe_value(onnx::ValueInfoProto& value, const std::string& name, int type, std::int64_t width) {
  value.set_name(name);
  auto& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(type);
  tensor.mutable_shape()->add_dim()->set_dim_param("batch");
  tensor.mutable_shape()->add_dim()->set_dim_value(width);
}

// Values are stored as raw little-endian bytes.
void fill(onnx::TensorProto& tensor, const std::string& name, int type, std::span<const std::int64_t> shape,
          std::string_view bytes) {
  static_assert(std::endian::native == std::endian::little);
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (const std::int64_t extent : shape) tensor.add_dims(extent);
  tensor.set_raw_data(bytes.data(), bytes.size());
}

template <class T>
std::string_view raw(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

struct AttributeWriter {
  onnx::AttributeProto& attribute;

  void operator()(std::int64_t value) const {
    attribute.set_type(onnx::AttributeProto::INT);
    attribute.set_i(value);
  }
  void operator()(float value) const {
    attribute.set_type(onnx::AttributeProto::FLOAT);
    attribute.set_f(value);
  }
  void operator()(const std::vector<std::int64_t>& values) const {
    attribute.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t value : values) attribute.add_ints(value);
  }
};

}  // namespace

struct OnnxGraph::State {
  onnx::ModelProto model;
  std::size_t bytes = 0;  // of weights

  onnx::GraphProto& graph() { return *model.mutable_graph(); }
};

OnnxGraph::OnnxGraph() : state_(std::make_unique<State>()) {
  state_->graph().set_name("taxon");
}

OnnxGraph::~OnnxGraph() = default;

void OnnxGraph::input(const std::string& name, std::int64_t width) {
  describe_value(*state_->graph().add_input(), name, onnx::TensorProto::INT64, width);
}

void OnnxGraph::output(const std::string& name, std::int64_t width) {
  describe_value(*state_->graph().add_output(), name, onnx::TensorProto::FLOAT, width);
}

std::string OnnxGraph::weights(const std::string& name, std::span<const std::int64_t> shape,
                               std::span<const float> values) {
  // Beyond this protobuf can not write the file; the rest of the graph is small.
  constexpr std::size_t kMost = (std::size_t{1} << 31U) - (std::size_t{1} << 20U);
  state_->bytes += values.size_bytes();
  if (state_->bytes > kMost)
    throw Error(
        "has more than 2 GB of weights, which is as much as an ONNX file holds; train with fewer words");
  fill(*state_->graph().add_initializer(), name, onnx::TensorProto::FLOAT, shape, raw(values));
  return name;
}

std::string OnnxGraph::integers(const std::string& name, std::span<const std::int64_t> shape,
                                std::span<const std::int64_t> values) {
  fill(*state_->graph().add_initializer(), name, onnx::TensorProto::INT64, shape, raw(values));
  return name;
}

std::string OnnxGraph::booleans(const std::string& name, std::span<const std::int64_t> shape,
                                const std::vector<bool>& values) {
  std::string bytes;
  for (const bool value : values) bytes += value ? '\1' : '\0';
  fill(*state_->graph().add_initializer(), name, onnx::TensorProto::BOOL, shape, bytes);
  return name;
}

std::string OnnxGraph::node(const char* operation, const std::string& name,
                            const std::vector<std::string>& inputs,
                            const std::vector<OnnxAttribute>& attributes) {
  onnx::NodeProto& node = *state_->graph().add_node();
  node.set_op_type(operation);
  node.set_name(name);
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(name);
  for (const auto& [key, value] : attributes) {
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(key);
    std::visit(AttributeWriter{attribute}, value);
  }
  return name;
}

void OnnxGraph::metadata(const std::string& key, const std::string& value) {
  auto& entry = *state_->model.add_metadata_props();
  entry.set_key(key);
  entry.set_value(value);
}

std::string OnnxGraph::finish(const std::string& producer, const std::string& version) {
  onnx::ModelProto& model = state_->model;
  model.set_ir_version(kIrVersion);
  model.set_producer_name(producer);
  model.set_producer_version(version);
  onnx::OperatorSetIdProto& opset = *model.add_opset_import();
  opset.set_domain("");
  opset.set_version(kOpset);
  std::string bytes;
  TAXON_CHECK(model.SerializeToString(&bytes));
  return bytes;
}

}  // namespace taxon
