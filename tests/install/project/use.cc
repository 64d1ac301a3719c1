// Trains, saves and uses a model with the installed headers and library alone: use_from_cpp FILE.
#include <taxon/model.h>
#include <taxon/train.h>

#include <cstdio>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    std::vector<std::string> texts, labels;
    for (int i = 0; i < 12; ++i) {
      texts.push_back("the goalie made " + std::to_string(i) + " saves on the ice");
      labels.emplace_back("hockey");
      texts.push_back("the rocket reached orbit " + std::to_string(i));
      labels.emplace_back("space");
    }
    int epochs = 0;
    const auto trained = taxon::train({.texts = taxon::TextSet::from_labels(texts, labels),
                                       .options = {{"preset", "notebook"},
                                                   {"epochs", "20"},
                                                   {"embed-dim", "16"},
                                                   {"key-dim", "16"},
                                                   {"maxlen", "8"},
                                                   {"batch-size", "4"},
                                                   {"learning-rate", "0.01"},
                                                   {"dropout", "0"}},
                                       .on_epoch = [&](const taxon::EpochFigures&) { ++epochs; }});
    trained.model.save(argv[1]);

    const auto model = taxon::Model::load(argv[1]);
    const auto answer = model.classify("a goalie on the ice");
    std::printf("%d epochs, %s %.2f\n", epochs, answer.label.c_str(),
                static_cast<double>(answer.probability));
    if (epochs != 20 || answer.label != "hockey") return 1;
  } catch (const taxon::Error& error) {
    std::fprintf(stderr, "use_from_cpp: %s\n", error.what());
    return 1;
  }
  try {
    taxon::Model::load(std::string(argv[1]) + ".is-not-there");
  } catch (const taxon::Error&) {
    return 0;  // an exception of the library is caught by its type on this side
  }
  return 1;
}
