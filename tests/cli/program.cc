#include "cli/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/files.h"

extern char** environ;

namespace taxon {
namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (auto& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

bool names(const Arguments& arguments, const char* option) {
  return std::find(arguments.begin(), arguments.end(), option) != arguments.end();
}

}  // namespace

Arguments with_preset(Arguments arguments) {
  const bool trains = !arguments.empty() && arguments.front() == "train";
  if (trains && !names(arguments, "--preset") && !names(arguments, "--from")) {
    arguments.insert(arguments.end(), {"--preset", "notebook"});
  }
  return arguments;
}

Arguments operator+(Arguments a, const Arguments& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Arguments overruled(Arguments options, const Arguments& by) {
  for (std::size_t i = 0; i < options.size();) {
    const auto at = options.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(by.begin(), by.end(), *at) != by.end()) {
      options.erase(at, at + 2);
    } else {
      i += 2;
    }
  }
  return options + by;
}

RunningProgram::RunningProgram(const std::string& folder, const Arguments& arguments,
                               const std::string& input, const Arguments& environment,
                               const std::string& shell)
    : out_path_(folder + "/stdout"), err_path_(folder + "/stderr") {
  const std::string in_path = folder + "/stdin";
  std::ofstream(in_path, std::ios::binary) << input;
  Arguments command = Arguments{TAXON_BINARY_DIR "/bin/taxon"} + with_preset(arguments);
  if (!shell.empty()) command = Arguments{"/bin/bash", "-c", shell + "; exec \"$@\"", "bash"} + command;
  Arguments variables = environment;
  for (char** entry = environ; *entry != nullptr; ++entry) variables.emplace_back(*entry);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  constexpr int kCreate = O_WRONLY | O_CREAT | O_TRUNC;
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, in_path.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out_path_.c_str(), kCreate, 0600);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err_path_.c_str(), kCreate, 0600);
  auto argv = pointers(command), envp = pointers(variables);
  const int error = posix_spawn(&pid_, argv[0], &files, nullptr, argv.data(), envp.data());
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw std::runtime_error("cannot start " + command[0]);
}

void RunningProgram::wait_for_error_text(const std::string& text) {
  while (read_file(err_path_).find(text) == std::string::npos) {
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
    ASSERT_EQ(info.si_pid, 0) << "ended without '" << text << "': " << read_file(err_path_);
    usleep(2000);
  }
}

void RunningProgram::send(int signal_number) {
  kill(pid_, signal_number);
}

Outcome RunningProgram::finish() {
  int status = 0;
  rusage usage{};
  wait4(pid_, &status, 0, &usage);
  return {.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status),
          .out = read_file(out_path_),
          .err = read_file(err_path_),
          .peak_bytes = std::int64_t{usage.ru_maxrss} * 1024};
}

ProgramTest::ProgramTest() {
  folder_ = (std::filesystem::temp_directory_path() / "taxon_cli_XXXXXX").string();
  if (mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("cannot make " + folder_);
}

ProgramTest::~ProgramTest() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string ProgramTest::write(const std::string& name, const std::string& bytes) const {
  const auto full = path(name);
  std::filesystem::create_directories(std::filesystem::path(full).parent_path());
  std::ofstream(full, std::ios::binary) << bytes;
  return full;
}

std::string ProgramTest::two_classes(const std::string& name, int texts) const {
  for (int i = 0; i < texts; ++i) {
    const auto number = std::to_string(i);
    write(name + "/money/" + number, "bank loan cash rate note" + number + " bank");
    write(name + "/river/" + number, "water fish boat reed wave" + number + " water");
  }
  return path(name);
}

Arguments ProgramTest::small(const Arguments& more) {
  return overruled({"--embed-dim", "8", "--key-dim", "4", "--ff-dim", "4", "--maxlen", "8", "--num-words",
                    "20", "--epochs", "3", "--batch-size", "4"},
                   more);
}

Outcome ProgramTest::run(const Arguments& arguments, const std::string& input, const Arguments& environment,
                         const std::string& shell) const {
  return RunningProgram(folder_, arguments, input, environment, shell).finish();
}

Outcome ProgramTest::train(const std::string& out, const Arguments& more,
                           const Arguments& environment) const {
  return run(Arguments{"train", two_classes(), "--out", out} + small(more), "", environment);
}

std::string ProgramTest::small_model() const {
  const auto model = path("small.taxon");
  // Enough steps that the words are known.
  const auto outcome = train(model, {"--epochs", "20", "--learning-rate", "0.01", "--dropout", "0"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  return model;
}

void ProgramTest::expect_refused(const Outcome& outcome, const std::string& what) {
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_TRUE(outcome.err.starts_with("taxon: ")) << outcome.err;
  EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
  EXPECT_NE(outcome.err.find(what), std::string::npos) << outcome.err << "lacks: " << what;
  EXPECT_EQ(outcome.out, "");
}

void ProgramTest::expect_refused_after_notes(Outcome outcome, const std::string& what) {
  while (outcome.err.starts_with("note: ")) outcome.err.erase(0, outcome.err.find('\n') + 1);
  expect_refused(outcome, what);
}

}  // namespace taxon
