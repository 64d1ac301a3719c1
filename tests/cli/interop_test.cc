// taxon import and taxon export, as a user meets them.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "program.h"

namespace taxon {
namespace {

class Interop : public ProgramTest {
 protected:
  // The model's answers to a few texts.
  std::string answers(const std::string& model) const {
    return run({"predict", model, "--json", "--top", "0"}, "red apple\n\nblue sky zzz\n").out;
  }
  void write_labels(const std::string& model) const {
    const auto info = nlohmann::json::parse(run({"info", model, "--json"}).out);
    std::string lines;
    for (const std::string label : info["labels"]) lines += label + "\r\n";
    write("labels.txt", lines);
  }
};

TEST_F(Interop, AModelGoesToKerasAndBack) {
  const std::string model = small_model();
  write_labels(model);
  EXPECT_EQ(run({"export", "keras", model, "--out", path("m.keras")}).status, 0);
  EXPECT_EQ(run({"export", "tokenizer", model, "--out", path("t.json")}).status, 0);
  const Outcome imported = run({"import", "keras", path("m.keras"), "--tokenizer", path("t.json"), "--labels",
                                path("labels.txt"), "--out", path("again.taxon")});
  EXPECT_EQ(imported.status, 0) << imported.err;
  EXPECT_NE(imported.out.find("again.taxon: 2 classes, "), std::string::npos) << imported.out;
  EXPECT_NE(answers(model), "");
  EXPECT_EQ(answers(path("again.taxon")), answers(model));
  EXPECT_NE(run({"info", path("again.taxon")}).out.find("trained    by Keras"), std::string::npos);
}

TEST_F(Interop, WithoutLabelsClassesAreNumbered) {
  const std::string model = small_model();
  run({"export", "keras", model, "--out", path("m.keras")});
  run({"export", "tokenizer", model, "--out", path("t.json")});
  run({"import", "keras", path("m.keras"), "--tokenizer", path("t.json"), "--out", path("n.taxon")});
  const auto info = nlohmann::json::parse(run({"info", path("n.taxon"), "--json"}).out);
  EXPECT_EQ(info["labels"], (std::vector<std::string>{"0", "1"}));
}

TEST_F(Interop, OnnxHasItsTextPartBesideIt) {
  const Outcome outcome = run({"export", "onnx", small_model(), "--out", path("m.onnx")});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_GT(std::filesystem::file_size(path("m.onnx")), 1000U);
  EXPECT_EQ(nlohmann::json::parse(read_file(path("m.json")))["version"], 1);
}

TEST_F(Interop, NeverReplacesWhatItReads) {
  const std::string model = small_model();
  run({"export", "tokenizer", model, "--out", path("t.json")});
  run({"export", "keras", model, "--out", path("m.keras")});
  write_labels(model);
  std::filesystem::create_symlink(path("m.keras"), path("link.keras"));
  for (const char* out : {"m.keras", "link.keras", "t.json", "labels.txt"}) {
    const std::string before = read_file(path(out));
    expect_refused(run({"import", "keras", path("m.keras"), "--tokenizer", path("t.json"), "--labels",
                        path("labels.txt"), "--out", path(out)}),
                   std::string(out) + ": is what is read, and would be replaced; name another file");
    EXPECT_EQ(read_file(path(out)), before) << out;
  }
  std::filesystem::copy_file(model, path("other.json"));
  std::filesystem::copy_file(model, path("other.keras"));
  const std::string before = read_file(model);
  expect_refused(run({"export", "onnx", path("other.json"), "--out", path("other.onnx")}),
                 "other.json: is what is read");
  expect_refused(run({"export", "keras", path("other.keras"), "--out", path("other.keras")}),
                 "other.keras: is what is read");
  expect_refused(run({"export", "tokenizer", model, "--out", model}), "is what is read");
  EXPECT_EQ(read_file(path("other.json")), before);
  EXPECT_EQ(read_file(path("other.keras")), before);
  EXPECT_EQ(read_file(model), before);
  EXPECT_FALSE(std::filesystem::exists(path("other.onnx")));
}

// A folder stands where the second file is to be; the disk has no room; an input is bad.
TEST_F(Interop, AFailureKeepsTheOldFiles) {
  const std::string model = small_model();
  std::filesystem::create_directory(path("m.json"));
  write("m.onnx", "old");
  expect_refused(run({"export", "onnx", model, "--out", path("m.onnx")}), "m.json: ");
  EXPECT_EQ(read_file(path("m.onnx")), "old");
  for (const char* form : {"keras", "onnx", "tokenizer"}) {
    const std::string out = write(std::string("full.") + form, "old");
    // The signal is ignored from the start, as a sanitizer writes before the program can see to that.
    const Outcome outcome = run({"export", form, model, "--out", out}, "", {}, "trap '' XFSZ; ulimit -f 0");
    EXPECT_EQ(outcome.status, 2) << form;
    EXPECT_EQ(read_file(out), "old") << form;
    EXPECT_FALSE(std::filesystem::exists(out + ".part")) << form;
  }
  write("t.json", "{}");
  write("old.taxon", "old");
  expect_refused(run({"import", "keras", model, "--tokenizer", path("t.json"), "--out", path("old.taxon")}),
                 "t.json: is not what");
  EXPECT_EQ(read_file(path("old.taxon")), "old");
}

TEST_F(Interop, BadCallsNameTheWayOut) {
  const std::string model = small_model();
  run({"export", "tokenizer", model, "--out", path("t.json")});
  const std::string tokenizer = path("t.json"), out = path("o.taxon");
  const auto import = [&](const std::string& file, const std::string& with) {
    return run({"import", "keras", file, "--tokenizer", with, "--out", out});
  };
  expect_refused(import(path("none.keras"), tokenizer), "none.keras: cannot open");
  expect_refused(import(write("m.h5", "version https://git-lfs.github.com/spec/v1\n"), tokenizer),
                 "m.h5: is not an HDF5 file (starts with 'version https://git-')");
  expect_refused(import(write("m.keras", "PK\x03\x04 and no more"), tokenizer),
                 "is not a whole .keras archive");
  expect_refused(import(tokenizer, write("bad.json", "{}")),
                 "bad.json: is not what Keras's tokenizer.to_json()");
  expect_refused(run({"import", "keras", tokenizer, "--out", out}), "--tokenizer");
  expect_refused(run({"export", "keras", model, "--out", path("m.zip")}), "--out: must end in .keras");
  expect_refused(run({"export", "tflite", model, "--out", out}), "'tflite' is none of keras|onnx|tokenizer");
  run({"export", "keras", model, "--out", path("good.keras")});
  const auto labelled = [&](const std::string& lines) {
    return run({"import", "keras", path("good.keras"), "--tokenizer", tokenizer, "--labels",
                write("l.txt", lines), "--out", out});
  };
  expect_refused(labelled("a\n\nb\n"), "l.txt:2: is empty");
  expect_refused(labelled("a\nb\xff\n"), "l.txt: byte 3 is not UTF-8; save the file as UTF-8");
  expect_refused(labelled("a\na\n"), "l.txt:2: names 'a' a second time");
  expect_refused(labelled("a\nb\nc\n"), "good.keras: has 2 outputs, but 3 labels were given");
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace taxon
