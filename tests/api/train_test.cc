#include "taxon/train.h"

#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <fstream>
#include <stdexcept>

#include "api/api_data.h"
#include "base/files.h"
#include "cli/program.h"
#include "model/temp_file.h"
#include "taxon/error.h"

namespace taxon {
namespace {

TEST(Train, TellsOfBatchesAndEpochs) {
  std::vector<EpochFigures> told;
  std::size_t texts_done = 0;
  const auto trained = train({.texts = two_class_set(),
                              .valid = two_class_set(4),
                              .options = small({{"batch-size", "5"}}),
                              .on_batch = [&](const BatchFigures& b) { texts_done = b.texts_done; },
                              .on_epoch = [&](const EpochFigures& e) { told.push_back(e); }});
  EXPECT_EQ(texts_done, 24U);
  ASSERT_EQ(told.size(), 3U);
  ASSERT_EQ(trained.history.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(told[i].epoch, static_cast<int>(i) + 1);
    EXPECT_EQ(told[i].loss, trained.history[i].loss);
    EXPECT_EQ(told[i].val_loss, trained.history[i].val_loss);
    EXPECT_GT(told[i].val_loss, 0.0);
  }
  EXPECT_EQ(trained.end, TrainEnd::kEpochsDone);
  EXPECT_GE(trained.best_epoch, 1);
}

TEST(Train, WithoutValidationTheirFiguresAreNaN) {
  const auto trained = train({.texts = two_class_set(), .options = small({{"epochs", "1"}})});
  ASSERT_EQ(trained.history.size(), 1U);
  EXPECT_TRUE(std::isnan(trained.history[0].val_loss));
}

TEST(Train, StopsEarly) {
  const auto trained = train({.texts = two_class_set(),
                              .valid = two_class_set(2),
                              .options = small({{"epochs", "200"}, {"patience", "1"}, {"min-delta", "10"}})});
  EXPECT_EQ(trained.end, TrainEnd::kEarlyStopping);
  EXPECT_LT(trained.history.size(), 10U);
}

TEST(Train, StopKeepsTheBestEpoch) {
  std::atomic<int> stop{0};
  const auto trained = train({.texts = two_class_set(),
                              .options = small({{"epochs", "50"}}),
                              .on_epoch = [&](const EpochFigures& e) { stop = e.epoch == 2 ? SIGINT : 0; },
                              .stop = &stop});
  EXPECT_EQ(trained.end, TrainEnd::kStopped);
  EXPECT_EQ(trained.history.size(), 2U);
  EXPECT_EQ(trained.model.labels().size(), 2U);
}

TEST(Train, StopBeforeTheFirstEpochsEndIsInterrupted) {
  const std::atomic<int> stop{SIGTERM};
  try {
    train({.texts = two_class_set(), .options = small(), .stop = &stop});
    FAIL() << "was not interrupted";
  } catch (const Interrupted& interrupted) {
    EXPECT_EQ(interrupted.signal_number(), SIGTERM);
  }
}

TEST(Train, WhatACallbackThrowsComesOut) {
  const auto begin = [](const BatchFigures&) { throw std::domain_error("mine"); };
  EXPECT_THROW(train({.texts = two_class_set(), .options = small(), .on_batch = begin}), std::domain_error);
}

TEST(Train, ClassWeightsByName) {
  const auto plain = train({.texts = two_class_set(), .options = small()}).model.bytes();
  const auto weighted =
      train({.texts = two_class_set(), .options = small(), .class_weights = {{"space", 3.0F}}}).model.bytes();
  EXPECT_NE(plain, weighted);
  EXPECT_NE(message_of<Error>([] {
              train({.texts = two_class_set(), .options = small(), .class_weights = {{"spaec", 3.0F}}});
            }).find("'spaec'"),
            std::string::npos);
  EXPECT_THROW(train({.texts = two_class_set(), .options = small(), .class_weights = {{"space", -1.0F}}}),
               Error);
}

TEST(Train, RefusesWhatCannotBeLearned) {
  const std::vector<std::string> texts = {"a", "b"}, one = {"x", "x"};
  EXPECT_NE(message_of<Error>([&] {
              train({.texts = TextSet::from_labels(texts, one), .options = small()});
            }).find("need 2 classes"),
            std::string::npos);
  EXPECT_THROW(train({.texts = TextSet::from_labels({}, {}), .options = small()}), Error);
  EXPECT_EQ(message_of<Error>([] {
              train({.texts = two_class_set(), .options = {{"epoch", "1"}}});
            }),
            "'epoch' is no option here, did you mean 'epochs'?");
  EXPECT_THROW(train({.texts = two_class_set(), .options = small({{"epochs", "0"}})}), Error);
}

TEST(Train, RefusesAPrecisionBeforeTheFirstEpoch) {
  int epochs = 0;
  // No machine serves two blocks in bf16, and one without AMX nothing at all.
  const auto message = message_of<Error>([&] {
    train({.texts = two_class_set(),
           .options = small({{"precision", "bf16"}, {"blocks", "2"}}),
           .on_epoch = [&](const EpochFigures&) { ++epochs; }});
  });
  EXPECT_NE(message.find("bf16"), std::string::npos) << message;
  EXPECT_EQ(epochs, 0);
}

TEST(Train, AnErrorInTheOptionsLeavesTheRequest) {
  TrainRequest request{.texts = two_class_set(), .options = small({{"valid-fraction", "2"}})};
  EXPECT_THROW(train(std::move(request)), Error);
  request.options = small({{"valid-fraction", "0.25"}});
  request.valid = two_class_set(3);
  EXPECT_EQ(message_of<Error>([&] { train(std::move(request)); }),
            "valid-fraction: asks for validation texts, and others are given; give one of them");
  request.options = small();
  EXPECT_EQ(train(std::move(request)).history.size(), 3U);
}

TEST(Train, GoesOnFromAModelAsFromItsFile) {
  const Model model = small_model();
  const TempFile file;
  model.save(file.path());
  const Options options = {{"epochs", "2"}, {"threads", "2"}};
  Options from_file = options;
  from_file.emplace_back("from", file.path());
  const auto by_file = train({.texts = two_class_set(), .options = from_file});
  const auto by_model = train({.texts = two_class_set(), .from = model, .options = options});
  EXPECT_EQ(by_model.model.bytes(), by_file.model.bytes());
  ASSERT_FALSE(by_model.notes.empty());
  EXPECT_EQ(by_model.notes.back(), "goes on from the given model: 0 new words, 0 new classes");
  EXPECT_EQ(
      message_of<Error>([&] { train({.texts = two_class_set(), .from = model, .options = from_file}); }),
      "from: names a model to go on from, and another is given; leave one of them out");
  EXPECT_EQ(message_of<Error>([&] {
              train({.texts = two_class_set(), .from = model, .options = {{"maxlen", "9"}}});
            }),
            "maxlen: contradicts the given model, which has 8; leave it out, or train without from");
}

TEST(Train, RefusesMoreMemoryThanThereIs) {
  int epochs = 0;
  const auto message = message_of<Error>([&] {
    train({.texts = two_class_set(),
           .options =
               small({{"embed-dim", "16384"}, {"ff-dim", "65536"}, {"key-dim", "16384"}, {"heads", "1024"}}),
           .on_epoch = [&](const EpochFigures&) { ++epochs; }});
  });
  EXPECT_NE(message.find("of memory, and "), std::string::npos) << message;
  EXPECT_EQ(message.find("--"), std::string::npos) << message;
  EXPECT_EQ(epochs, 0);
}

TEST(Train, RefusesValidationTextsThatAreNone) {
  EXPECT_EQ(message_of<Error>([] {
              train({.texts = two_class_set(), .valid = TextSet::from_labels({}, {}), .options = small()});
            }),
            "the validation set holds no texts; give some, or leave the set out");
}

TEST(Train, ValidationTextOfAnUnknownClassIsNamed) {
  const std::vector<std::string> texts = {"a goalie", "a chess player"}, labels = {"hockey", "chess"};
  const auto message = message_of<Error>([&] {
    train({.texts = two_class_set(), .valid = TextSet::from_labels(texts, labels), .options = small()});
  });
  EXPECT_NE(message.find("text 1"), std::string::npos) << message;
  EXPECT_NE(message.find("'chess'"), std::string::npos) << message;
}

TEST(Train, NotesOfTextsInBothParts) {
  const auto trained = train({.texts = two_class_set(), .valid = two_class_set(2), .options = small()});
  bool found = false;
  for (const auto& note : trained.notes)
    found = found || note.find("also in the training part") != std::string::npos;
  EXPECT_TRUE(found);
}

class TrainLikeTheProgram : public ProgramTest {};

TEST_F(TrainLikeTheProgram, GivesTheSameBytes) {
  const auto folder = two_classes();
  const auto outcome = train(path("program.taxon"), {"--valid-fraction", "0.25", "--split-seed", "3"});
  ASSERT_EQ(outcome.status, 0) << outcome.err;

  Options options = {{"preset", "notebook"}, {"valid-fraction", "0.25"}, {"split-seed", "3"}};
  const auto settings = small();
  for (std::size_t i = 0; i + 1 < settings.size(); i += 2) {
    options.emplace_back(settings[i].substr(2), settings[i + 1]);
  }
  const auto trained = taxon::train({.texts = TextSet::read({folder}), .options = options});
  EXPECT_EQ(trained.model.bytes(), read_file(path("program.taxon")));

  // And the same again from lists.
  const TextSet read = TextSet::read({folder});
  std::vector<std::string> texts(read.texts().begin(), read.texts().end()), labels;
  for (std::size_t i = 0; i < read.size(); ++i) {
    labels.push_back(read.classes()[static_cast<std::size_t>(read.labels(i).front())]);
  }
  const auto from_lists = taxon::train({.texts = TextSet::from_labels(texts, labels), .options = options});
  EXPECT_EQ(from_lists.model.bytes(), trained.model.bytes());
}

}  // namespace
}  // namespace taxon
