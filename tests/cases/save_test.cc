#include <sys/wait.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <locale>
#include <random>

#include "base/files.h"
#include "cases/cases.h"
#include "cli/parse.h"
#include "model/model_file.h"
#include "model/tiny_model.h"

namespace taxon {
namespace {

namespace fs = std::filesystem;

class Save : public ProgramTest {
 protected:
  // Saves one model and another over it again and again, `kills` times over until a SIGKILL comes; calls
  // look() after each.
  template <class Look>
  void save_until_killed(const std::string& target, int kills, const Look& look) const {
    Classifier other = tiny_model();
    other.provenance.seed = 1;
    std::mt19937 random(3);
    for (int round = 0; round < kills; ++round) {
      const pid_t child = fork();
      ASSERT_GE(child, 0);
      if (child == 0) {
        for (;;) {
          save_model(tiny_model(), target);
          save_model(other, target);
        }
      }
      usleep(static_cast<useconds_t>(random() % 20000));
      kill(child, SIGKILL);
      ASSERT_EQ(waitpid(child, nullptr, 0), child);
      look();
    }
  }

  std::string saved_bytes(std::uint64_t seed) const {
    Classifier model = tiny_model();
    model.provenance.seed = seed;
    save_model(model, path("bytes"));
    const auto bytes = read_file(path("bytes"));
    fs::remove(path("bytes"));
    return bytes;
  }
};

TEST_F(Save, row_130_killed_at_any_moment_leaves_the_old_or_the_new) {
  const auto one = saved_bytes(tiny_model().provenance.seed), other = saved_bytes(1);
  const auto target = write("m.taxon", one);
  save_until_killed(target, 50, [&] {
    load_model(target);
    const auto bytes = read_file(target);
    EXPECT_TRUE(bytes == one || bytes == other);
  });
}

// A part of a file is never taken for a model, and the next save takes its place.
TEST_F(Save, row_133_killed_saves_pile_nothing_up) {
  fs::create_directory(path("models"));
  const auto target = path("models/m.taxon");
  save_until_killed(target, 10, [] {});
  EXPECT_LE(std::distance(fs::directory_iterator(path("models")), fs::directory_iterator()), 2);
  fs::remove(target);
  write("models/m.taxon.part", saved_bytes(1).substr(0, 500));
  expect_refused(run({"info", target}), target + ": cannot open");
  expect_refused(run({"info", target + ".part"}), target + ".part: is a damaged model file");
  ASSERT_EQ(train(target).status, 0);
  EXPECT_FALSE(fs::exists(target + ".part"));
}

// The shell's limit on a file's size stands for a disk that is full.
TEST_F(Save, row_131_full_disk_keeps_the_old_file) {
  const auto target = write("m.taxon", "precious");
  const auto outcome =
      run(Arguments{"train", two_classes(), "--out", target} + small(), "", {}, "ulimit -f 1");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find(target + ": cannot write"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("File too large"), std::string::npos) << outcome.err;
  EXPECT_EQ(read_file(target), "precious");
  EXPECT_FALSE(fs::exists(target + ".part"));
}

TEST_F(Save, row_131_device_that_is_full) {
  expect_refused(run({"train", two_classes(), "--out", "/dev/full"}), "/dev/full");
  const auto answers = run({"predict", small_model(), write("texts", "boat\n")}, "", {}, "exec >/dev/full");
  EXPECT_EQ(answers.status, 1);
  EXPECT_NE(answers.err.find("standard output: cannot write: No space left on device"), std::string::npos)
      << answers.err;
}

// German's way of writing numbers, for as long as the object lives; LOCPATH has those that the build made.
class GermanLocale {
 public:
  GermanLocale() {
    setenv("LOCPATH", TAXON_BINARY_DIR "/locale", 1);
    old_ = std::locale::global(std::locale("de_DE.UTF-8"));
  }
  ~GermanLocale() { std::locale::global(old_); }

 private:
  std::locale old_;
};

// What a command writes to standard output in this process, whose locale it then runs under.
std::string run_here(const Arguments& arguments) {
  const Arguments all = with_preset(arguments);
  std::vector<const char*> argv = {"taxon"};
  for (const auto& argument : all) argv.push_back(argument.c_str());
  const auto invocation = parse_command_line(static_cast<int>(argv.size()), argv.data());
  testing::internal::CaptureStdout();
  EXPECT_EQ(invocation->command->run(invocation->settings), 0);
  return testing::internal::GetCapturedStdout();
}

TEST_F(Save, row_140_decimal_comma_changes_nothing) {
  const Arguments options = {"--learning-rate", "0.001", "--dropout", "0.25", "--history", path("h.csv")};
  ASSERT_EQ(train(path("m"), options).status, 0);
  const auto model = read_file(path("m"));
  const auto texts = write("texts.csv", "text\nboat\n");
  const Arguments as_json = {"predict", path("m"), texts, "--json", "--top", "0"},
                  as_csv = {"predict", path("m"), texts, "--input", "csv", "--output", "csv"};
  const auto json = run(as_json).out, csv = run(as_csv).out;

  const GermanLocale german;
  ASSERT_STREQ(std::localeconv()->decimal_point, ",");
  run_here(Arguments{"train", path("data"), "--out", path("m")} + small(options));
  EXPECT_TRUE(read_file(path("m")) == model);
  EXPECT_NE(read_file(path("h.csv")).find(",0.001,"), std::string::npos);
  EXPECT_EQ(run_here(as_json), json);
  EXPECT_EQ(run_here(as_csv), csv);
}

// Status, a whole model of the best epoch, and a resumed run that says so and ends where an unbroken one
// does.
TEST_F(Save, row_173_training_interrupted_half_way) {
  std::string table = "label\ttext\n";
  for (int i = 0; i < 1500; ++i) table += i % 2 == 0 ? "a\triver boat fish\n" : "b\tbank loan cash\n";
  const auto data = write("t.tsv", table), model = path("m.taxon");
  const auto call = [&](const std::string& checkpoint) {
    return Arguments{"train", data, "--out", model, "--valid-fraction", "0.1", "--checkpoint", checkpoint} +
           small({"--epochs", "10", "--embed-dim", "128", "--batch-size", "64", "--threads", "1"});
  };
  ASSERT_EQ(run(call(path("unbroken"))).status, 0);
  const auto expected = read_file(model);
  for (const int signal_number : {SIGINT, SIGTERM}) {
    fs::remove(model);
    const auto checkpoint = path("broken" + std::to_string(signal_number));
    RunningProgram program(folder(), call(checkpoint));
    program.wait_for_error_text("epoch 2/10");
    program.send(signal_number);
    const auto broken = program.finish();
    EXPECT_EQ(broken.status, 128 + signal_number) << broken.err;
    EXPECT_NE(broken.err.find("holds the weights of epoch"), std::string::npos) << broken.err;
    EXPECT_NE(broken.err.find("--resume"), std::string::npos) << broken.err;
    EXPECT_EQ(run({"predict", model}, "boat\n").status, 0);
    const auto resumed = run(call(checkpoint) + Arguments{"--resume"});
    EXPECT_EQ(resumed.status, 0) << resumed.err;
    EXPECT_NE(resumed.err.find("goes on with"), std::string::npos) << resumed.err;
    EXPECT_TRUE(read_file(model) == expected);
  }
}

}  // namespace
}  // namespace taxon
