#include "cases/reading.h"

#include <algorithm>
#include <filesystem>

#include "cli/parse.h"
#include "data/readers.h"

namespace taxon {
namespace {

// The settings that the program makes of these arguments.
Settings settings_of(const Arguments& arguments) {
  std::vector<const char*> argv = {"taxon"};
  for (const auto& argument : arguments) argv.push_back(argument.c_str());
  return parse_command_line(static_cast<int>(argv.size()), argv.data())->settings;
}

std::vector<Labelled> texts_of(const Dataset& data) {
  std::vector<Labelled> texts;
  for (std::size_t i = 0; i < data.size(); ++i) {
    std::vector<std::string> labels;
    for (const std::int32_t label : data.labels[i])
      labels.push_back(data.classes.at(static_cast<std::size_t>(label)));
    texts.emplace_back(std::move(labels), data.texts[i]);
  }
  return texts;
}

void expect_note(const Dataset& data, const std::string& what, std::int64_t count) {
  const auto note = std::find_if(data.notes.begin(), data.notes.end(), [&](const Note& candidate) {
    return candidate.what.find(what) != std::string::npos;
  });
  ASSERT_NE(note, data.notes.end()) << "no note says: " << what;
  EXPECT_EQ(note->count, count) << note->what;
}

}  // namespace

void PrintTo(const Labelled& labelled, std::ostream* out) {
  *out << testing::PrintToString(labelled.labels) << " " << testing::PrintToString(labelled.text);
}

void PrintTo(const ReadingCase& reading_case, std::ostream* out) {
  for (const auto& [name, bytes] : reading_case.files) {
    *out << name << " " << testing::PrintToString(bytes.substr(0, 1000)) << " ";
  }
  *out << testing::PrintToString(reading_case.options);
}

void ReadingTest::check(const ReadingCase& expected) const {
  for (const auto& [name, bytes] : expected.files) write(name, bytes);
  Arguments data;
  for (const auto& name : expected.data) data.push_back(path(name));
  if (data.empty()) data.push_back(path(expected.files.front().name));
  const auto model = path("m.taxon");
  const Arguments call = Arguments{"train"} + data + Arguments{"--out", model} + expected.options;

  if (!expected.refusal.empty()) {
    const auto outcome = run(call);
    expect_refused(outcome, data.front() + expected.refusal.front());
    for (const auto& part : expected.refusal) expect_refused(outcome, part);
    EXPECT_FALSE(std::filesystem::exists(model));
    return;
  }
  const Settings settings = settings_of(call);
  const Dataset read = read_dataset(settings.data, settings.read);
  EXPECT_EQ(texts_of(read), expected.texts);
  if (!expected.note.empty()) expect_note(read, expected.note, expected.noted);
}

}  // namespace taxon
