#include "taxon/model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "api/api_data.h"
#include "base/files.h"
#include "model/temp_file.h"
#include "taxon/error.h"

namespace taxon {
namespace {

TEST(Model, AnswersInTheOrderOfTheTexts) {
  const Model model = small_model();
  const std::vector<std::string> texts = {"the goalie made 3 saves on the ice", "the rocket reached orbit 5",
                                          "", "the goalie made 7 saves on the ice"};
  const auto answers = model.classify(texts);
  ASSERT_EQ(answers.size(), 4U);
  EXPECT_EQ(answers[0].label, "hockey");
  EXPECT_EQ(answers[1].label, "space");
  EXPECT_EQ(answers[3].label, "hockey");
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto alone = model.classify(texts[i]);
    EXPECT_EQ(alone.index, answers[i].index);
    EXPECT_EQ(alone.probability, answers[i].probability);
    EXPECT_EQ(model.labels()[alone.index], alone.label);
  }
}

TEST(Model, ProbabilitiesAreRowsThatAddUpToOne) {
  const Model model = small_model();
  const std::vector<std::string> texts = {"goalie on the ice", "rocket in orbit", "unheard words"};
  const auto values = model.probabilities(texts);
  ASSERT_EQ(values.size(), 6U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(values[2 * i] + values[2 * i + 1], 1.0F, 1e-6F);
  std::vector<float> own(6);
  model.probabilities(texts, own);
  EXPECT_EQ(own, values);
  EXPECT_TRUE(model.probabilities({}).empty());
}

TEST(Model, RefusesRoomOfAnotherSize) {
  const Model model = small_model();
  const std::vector<std::string> texts = {"goalie"};
  std::vector<float> room(3);
  const auto message = message_of<Error>([&] { model.probabilities(texts, room); });
  EXPECT_EQ(message, "room for 3 probabilities where 1 texts of 2 classes have 2");
}

TEST(Model, TopIsSortedAndHasAllClassesForZero) {
  const Model model = small_model();
  const auto all = model.top("goalie on the ice", 0);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_GE(all[0].probability, all[1].probability);
  EXPECT_EQ(model.top("goalie on the ice", 1).size(), 1U);
  EXPECT_EQ(model.top("goalie on the ice", 99).size(), 2U);
}

TEST(Model, AnswersManyTextsAsItDoesOne) {
  const auto same = [](const std::vector<Answer>& a, const std::vector<Answer>& b) {
    return std::ranges::equal(a, b, [](const Answer& x, const Answer& y) {
      return x.label == y.label && x.index == y.index && x.probability == y.probability;
    });
  };
  const std::vector<std::string> texts = {"goalie ice 2", "", "rocket orbit goalie ice"};
  for (const Model& model : {small_model(), train({.texts = many_label_set(), .options = small()}).model}) {
    const auto top = model.top(texts, 2), labels = model.labels_of(texts);
    ASSERT_EQ(top.size(), 3U);
    ASSERT_EQ(labels.size(), 3U);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_TRUE(same(top[i], model.top(texts[i], 2))) << i;
      EXPECT_TRUE(same(labels[i], model.labels_of(texts[i]))) << i;
    }
    EXPECT_TRUE(model.labels_of(std::span<const std::string>()).empty());
  }
}

TEST(Model, BytesAreThoseOfTheFile) {
  const Model model = small_model();
  const TempFile file;
  model.save(file.path());
  EXPECT_EQ(read_file(file.path()), model.bytes());
  EXPECT_NE(message_of<Error>([&] { Model::load(file.path() + std::string(1, '\0') + ".old"); }).find("NUL"),
            std::string::npos);

  const std::string bytes = model.bytes();
  // At an odd address: what is used where it stands must be copied to where it may stand.
  const std::string shifted = "x" + bytes;
  const Model loaded = Model::load(file.path());
  const Model from_bytes = Model::from_bytes(std::string_view(shifted).substr(1));
  EXPECT_EQ(loaded.bytes(), bytes);
  EXPECT_EQ(from_bytes.bytes(), bytes);
  const std::vector<std::string> texts = {"goalie on the ice", "rocket in orbit"};
  EXPECT_EQ(loaded.probabilities(texts), model.probabilities(texts));
  EXPECT_EQ(from_bytes.probabilities(texts), model.probabilities(texts));
}

TEST(Model, OutlivesTheBytesItCameFromAndItsCopies) {
  auto bytes = std::make_unique<std::string>(small_model().bytes());
  auto first = std::make_unique<Model>(Model::from_bytes(*bytes));
  bytes.reset();
  const Model copy = *first;
  first.reset();
  EXPECT_EQ(copy.classify("the goalie made 3 saves on the ice").label, "hockey");
}

TEST(Model, DamagedBytesAreRefused) {
  std::string bytes = small_model().bytes();
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  const auto message = message_of<Error>([&] { Model::from_bytes(bytes); });
  EXPECT_NE(message.find("model: is a damaged model file"), std::string::npos) << message;
  EXPECT_THROW(Model::from_bytes(""), Error);
  EXPECT_THROW(Model::from_bytes("not a model at all"), Error);
}

TEST(Model, ThreadsAndBatchesDoNotChangeABit) {
  const std::string bytes = small_model().bytes();
  std::vector<std::string> texts;
  for (int i = 0; i < 70; ++i) texts.push_back("goalie " + std::to_string(i) + " rocket on the ice");
  const auto one = Model::from_bytes(bytes, {{"threads", "1"}}).probabilities(texts);
  EXPECT_EQ(Model::from_bytes(bytes, {{"threads", "3"}}).probabilities(texts), one);
  EXPECT_EQ(Model::from_bytes(bytes, {{"memory", "64K"}}).probabilities(texts), one);
}

TEST(Model, TokensKeepTheirPlaces) {
  const Model model = small_model();
  const std::string text = "The Goalie, on ice";
  const auto tokens = model.tokens(text);
  ASSERT_EQ(tokens.size(), 4U);
  EXPECT_EQ(tokens[1].text, "goalie");
  EXPECT_EQ(text.substr(tokens[1].begin, tokens[1].end - tokens[1].begin), "Goalie");
  const auto ids = model.ids(text);
  ASSERT_EQ(ids.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(ids[i], tokens[i].id);
  EXPECT_EQ(model.ids("a b c d e f g h i j k").size(), 8U);  // maxlen
}

TEST(Model, IllFormedTextIsNamed) {
  const Model model = small_model();
  const std::vector<std::string> texts = {"fine", "bad \xff here"};
  const std::string message = "text 1 is not UTF-8 from byte 4 on; decode it first";
  EXPECT_EQ(message_of<Error>([&] { model.probabilities(texts); }), message);
  EXPECT_THROW(model.classify("\xc3"), Error);
  EXPECT_THROW(model.tokens("\xc3"), Error);
  EXPECT_THROW(model.ids("\xc3"), Error);
}

TEST(Model, InfoIsWhatTheProgramShows) {
  const auto info = nlohmann::json::parse(small_model().info_json());
  EXPECT_EQ(info.at("labels"), (std::vector<std::string>{"hockey", "space"}));
  EXPECT_EQ(info.at("options").at("encoder").at("maxlen"), 8);
  EXPECT_EQ(info.at("provenance").at("train_texts"), 24);
}

TEST(Model, EvaluatesOnLabelledTexts) {
  const Model model = small_model();
  const auto judged = model.evaluate(two_class_set(3));
  EXPECT_EQ(judged.n, 6);
  EXPECT_EQ(judged.accuracy, 1.0);
  EXPECT_EQ(judged.macro_f1, 1.0);
  EXPECT_EQ(judged.macro_f1_classes, 2);
  ASSERT_EQ(judged.classes.size(), 2U);
  EXPECT_EQ(judged.classes[1].label, "space");
  EXPECT_EQ(judged.classes[1].support, 3);
  EXPECT_EQ(judged.confusion, (std::vector<std::int64_t>{3, 0, 0, 3}));

  const std::vector<std::string> texts = {"a goalie", "a chess player"}, labels = {"hockey", "chess"};
  const auto message = message_of<Error>([&] { model.evaluate(TextSet::from_labels(texts, labels)); });
  EXPECT_NE(message.find("text 1"), std::string::npos) << message;
  EXPECT_NE(message.find("'chess' is none of the 2 that the model has"), std::string::npos) << message;
}

TEST(Model, RejectsWhatIsTooImprobable) {
  const std::string bytes = small_model().bytes(), text = "an unheard of thing";
  const Model all = Model::from_bytes(bytes);
  const Answer answer = all.classify(text);
  EXPECT_FALSE(answer.rejected);
  EXPECT_EQ(all.reject_below(), 0.0F);
  const auto bound = std::nextafter(answer.probability, 2.0F);
  const Model strict = Model::from_bytes(bytes, {{"reject-below", std::to_string(bound + 1e-5F)}});
  EXPECT_GT(strict.reject_below(), answer.probability);
  const Answer rejected = strict.classify(text);
  EXPECT_TRUE(rejected.rejected);
  EXPECT_EQ(rejected.label, "");
  EXPECT_EQ(rejected.index, answer.index);
  EXPECT_EQ(rejected.probability, answer.probability);
  EXPECT_TRUE(strict.labels_of(text).empty());
  EXPECT_EQ(strict.top(text, 1).front().label, answer.label);
  EXPECT_EQ(strict.classify("the goalie made 3 saves on the ice").label, "hockey");
  const auto judged = strict.evaluate(two_class_set(3));
  ASSERT_TRUE(judged.rejecting);
  EXPECT_EQ(judged.rejecting->texts, 6);
  EXPECT_EQ(judged.rejecting->accuracy, 1.0);
  EXPECT_FALSE(all.evaluate(two_class_set(3)).rejecting);
}

TEST(Model, OfSeveralLabelsDoesNotReject) {
  const std::string bytes = train({.texts = many_label_set(), .options = small()}).model.bytes();
  const auto message = message_of<Error>([&] { Model::from_bytes(bytes, {{"reject-below", "0.5"}}); });
  EXPECT_TRUE(message.starts_with("reject-below: is for models of one label a text")) << message;
  // Known before the training, not after it.
  int epochs = 0;
  EXPECT_THROW(train({.texts = many_label_set(),
                      .options = small({{"reject-below", "0.5"}}),
                      .on_epoch = [&](const EpochFigures&) { ++epochs; }}),
               Error);
  EXPECT_EQ(epochs, 0);
}

TEST(Model, IsComparedWithAnotherOnTheSameTexts) {
  const Model good = small_model();
  const Model dull =
      train({.texts = two_class_set(), .options = small({{"epochs", "1"}, {"learning-rate", "1e-6"}})}).model;
  const auto set = two_class_set();
  const auto found = compare(dull, good, set);
  EXPECT_EQ(found.a.accuracy, dull.evaluate(set).accuracy);
  EXPECT_EQ(found.b.accuracy, 1.0);
  EXPECT_EQ(found.both_right + found.only_b_right, 24);
  EXPECT_EQ(found.only_a_right + found.both_wrong, 0);
  EXPECT_EQ(found.p_value, std::ldexp(2.0, -static_cast<int>(found.only_b_right)));
  EXPECT_EQ(compare(good, dull, set).only_a_right, found.only_b_right);

  const std::vector<std::string> texts = {"a goalie", "a queen"}, labels = {"hockey", "chess"};
  const Model other =
      train({.texts = TextSet::from_labels(texts, labels), .options = small({{"epochs", "1"}})}).model;
  EXPECT_EQ(message_of<Error>([&] { compare(good, other, set); }),
            "the models have different labels, 'space' is missing in the second; compare models of the same "
            "labels");
}

TEST(Model, IsComparedWhateverTheOrderOfItsLabels) {
  // A class that a model brings comes first, however the texts' sort.
  const auto data = two_classes();
  const std::vector<std::string> space = {"a rocket", "an orbit"}, of_space = {"space", "zoo"};
  const Model from =
      train({.texts = TextSet::from_labels(space, of_space), .options = small({{"epochs", "1"}})}).model;
  const Model a = train({.texts = TextSet::from_labels(data.texts, data.labels),
                         .from = from,
                         .options = small({{"epochs", "1"}})})
                      .model;
  std::vector<std::string> texts = data.texts, labels = data.labels;
  texts.emplace_back("a zebra");
  labels.emplace_back("zoo");
  const Model b = train({.texts = TextSet::from_labels(texts, labels), .options = small()}).model;
  ASSERT_NE(a.labels()[0], b.labels()[0]);
  const auto set = two_class_set(3);
  const auto found = compare(a, b, set);
  EXPECT_EQ(found.a.accuracy, a.evaluate(set).accuracy);
  EXPECT_EQ(found.b.accuracy, b.evaluate(set).accuracy);
}

TEST(Model, OfSeveralLabelsAnswersWithThoseAboveTheirThreshold) {
  const Model model =
      train({.texts = many_label_set(),
             .options = small({{"epochs", "40"}, {"batch-size", "4"}, {"learning-rate", "0.01"}})})
          .model;
  EXPECT_TRUE(model.multi_label());
  EXPECT_EQ(std::vector<float>(model.thresholds().begin(), model.thresholds().end()),
            (std::vector<float>{0.5F, 0.5F}));
  const std::string both = "goalie ice rocket orbit 3";
  const auto values = model.probabilities({&both, 1});
  std::size_t above = 0;
  for (const float value : values) above += value > 0.5F ? 1 : 0;
  EXPECT_EQ(model.labels_of(both).size(), above);
  EXPECT_EQ(model.labels_of("goalie ice 2").front().label, "hockey");

  const auto judged = model.evaluate(many_label_set(2));
  EXPECT_EQ(judged.n, 8);
  EXPECT_GT(judged.micro_f1, 0.5);
  EXPECT_GT(judged.classes[0].average_precision, 0.5);
  EXPECT_TRUE(judged.confusion.empty());
  EXPECT_THROW(model.evaluate(two_class_set()), Error);
  EXPECT_THROW(small_model().evaluate(many_label_set()), Error);
  EXPECT_TRUE(Model::from_bytes(model.bytes()).multi_label());
}

TEST(Model, OfOneLabelHasNoThresholds) {
  const Model model = small_model();
  EXPECT_FALSE(model.multi_label());
  EXPECT_TRUE(model.thresholds().empty());
  const auto labels = model.labels_of("goalie on the ice");
  ASSERT_EQ(labels.size(), 1U);
  EXPECT_EQ(labels[0].label, model.classify("goalie on the ice").label);
}

TEST(Model, UnknownOptionsAreNamed) {
  const std::string bytes = small_model().bytes();
  EXPECT_EQ(message_of<Error>([&] {
              Model::from_bytes(bytes, {{"thread", "2"}});
            }),
            "'thread' is no option here, did you mean 'threads'?");
  EXPECT_EQ(message_of<Error>([&] {
              Model::from_bytes(bytes, {{"threads", "many"}});
            }),
            "threads: 'many' is not a whole number from 0 to 1024");
  EXPECT_EQ(message_of<Error>([&] {
              Model::from_bytes(bytes, {{"quite-another", "2"}});
            }),
            "'quite-another' is no option here; options_for() lists them");
  EXPECT_THROW(Model::from_bytes(bytes, {{"epochs", "2"}}), Error);
}

}  // namespace
}  // namespace taxon
