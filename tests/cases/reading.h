#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "cases/cases.h"

namespace taxon {

// A text as it must be read, with its class, or with its several.
struct Labelled {
  Labelled(std::string label, std::string bytes) : labels{std::move(label)}, text(std::move(bytes)) {}
  Labelled(std::vector<std::string> several, std::string bytes)
      : labels(std::move(several)), text(std::move(bytes)) {}
  bool operator==(const Labelled&) const = default;

  std::vector<std::string> labels;
  std::string text;
};
void PrintTo(const Labelled& labelled, std::ostream* out);

struct NamedBytes {
  std::string name, bytes;
};

// Files, a call that reads them, and what must come of it: `texts`, or a refusal.
struct ReadingCase {
  int row = 0;
  const char* name = "";
  std::vector<NamedBytes> files = {};  // written in this order
  Arguments data = {};                 // what the program is given of them; empty: the first file
  Arguments options = {};
  std::vector<Labelled> texts = {};  // in the order of reading
  // Parts of the message, the first being what follows the path that was given: ":LINE: ", say.
  std::vector<std::string> refusal = {};
  std::string note = {};   // part of a note that must be given
  std::int64_t noted = 1;  // how often it was met
  bool pandas = false;     // tests/golden/tables.json has what pandas reads, by this name
};
void PrintTo(const ReadingCase& reading_case, std::ostream* out);

// Refusals are the program's own; texts are read as the program reads them, by the settings that it makes of
// the same command line.
class ReadingTest : public ProgramTest, public testing::WithParamInterface<ReadingCase> {
 protected:
  void check(const ReadingCase& expected) const;
};

}  // namespace taxon
