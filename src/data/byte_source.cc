#include "data/byte_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "data/paths.h"
#include "data/unpacker.h"

namespace taxon {
namespace {

constexpr std::size_t kPiece = std::size_t{256} << 10U;

struct Magic {
  std::string_view bytes;
  Packing packing;
  std::unique_ptr<Unpacker> (*unpacker)(const std::string&);
};
constexpr std::array<Magic, 2> kMagics = {
    {{"\x1F\x8B", Packing::kGzip, gzip_unpacker}, {"\x28\xB5\x2F\xFD", Packing::kZstd, zstd_unpacker}}};

}  // namespace

StopEvent::StopEvent() : fd_(::eventfd(0, EFD_CLOEXEC)) {
  if (fd_ < 0) throw Error("cannot wait for input: " + errno_text(errno));
}

StopEvent::~StopEvent() {
  ::close(fd_);
}

void StopEvent::set() const {
  const std::uint64_t one = 1;
  TAXON_CHECK(::write(fd_, &one, sizeof(one)) == sizeof(one));
}

struct ByteSource::State {
  std::string name;
  const StopEvent* stop;
  Sha256* sha = nullptr;
  int fd;
  std::vector<char> read_buffer = std::vector<char>(kPiece);
  std::string_view raw;       // bytes read and not yet handed out or unpacked
  std::size_t raw_bytes = 0;  // read so far
  bool begun = false, was_stopped = false;
  Packing packing = Packing::kNone;
  std::unique_ptr<Unpacker> unpacker;
  std::vector<char> unpacked;
  std::size_t unpacked_bytes = 0;

  bool stopped() const;
  std::size_t read_behind(std::size_t kept);
  bool read_raw();
  void begin();
  std::string_view next_unpacked();
};

// Waits for bytes, the end of the input or the stop; whether the last has come.
bool ByteSource::State::stopped() const {
  if (!stop) return false;
  std::array<pollfd, 2> waiting = {{{fd, POLLIN, 0}, {stop->descriptor(), POLLIN, 0}}};
  while (::poll(waiting.data(), waiting.size(), -1) < 0 && errno == EINTR) continue;
  return waiting[1].revents != 0;
}

// Reads what is there into the buffer, behind its first `kept` bytes; gives how many came, 0 at the end.
std::size_t ByteSource::State::read_behind(std::size_t kept) {
  if (stopped()) {
    was_stopped = true;
    return 0;
  }
  ssize_t n = 0;
  do {
    n = ::read(fd, read_buffer.data() + kept, read_buffer.size() - kept);
  } while (n < 0 && errno == EINTR);
  if (n < 0) throw Error({.file = name}, "cannot read: " + errno_text(errno));
  raw_bytes += static_cast<std::size_t>(n);
  if (sha) sha->update({read_buffer.data() + kept, static_cast<std::size_t>(n)});
  return static_cast<std::size_t>(n);
}

bool ByteSource::State::read_raw() {
  raw = {read_buffer.data(), read_behind(0)};
  return !raw.empty();
}

// Reads until it is clear how the bytes are packed; of text, that is the first byte or so.
void ByteSource::State::begin() {
  begun = true;
  std::size_t size = 0;
  const auto undecided = [&](const Magic& magic) {
    return size < magic.bytes.size() && magic.bytes.starts_with({read_buffer.data(), size});
  };
  for (;;) {
    const std::size_t n = read_behind(size);
    size += n;
    if (n == 0 || !(undecided(kMagics[0]) || undecided(kMagics[1]))) break;
  }
  raw = {read_buffer.data(), size};
  for (const auto& magic : kMagics) {
    if (!raw.starts_with(magic.bytes)) continue;
    packing = magic.packing;
    unpacker = magic.unpacker(name);
    unpacked.resize(kPiece);
  }
}

ByteSource::ByteSource(const std::string& path, const StopEvent* stop) : state_(std::make_unique<State>()) {
  const bool is_stdin = path == kStandardInput;
  state_->name = is_stdin ? "standard input" : path;
  state_->stop = stop;
  state_->fd = is_stdin ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (state_->fd < 0) throw Error({.file = path}, "cannot open: " + errno_text(errno));
}

ByteSource::~ByteSource() {
  if (state_->fd != STDIN_FILENO) ::close(state_->fd);
}

void ByteSource::digest_into(Sha256& sha) {
  TAXON_CHECK(!state_->begun);
  state_->sha = &sha;
}

std::string_view ByteSource::State::next_unpacked() {
  for (;;) {
    const std::size_t made = unpacker->unpack(raw, unpacked);
    unpacked_bytes += made;
    if (made > 0) return {unpacked.data(), made};
    if (read_raw()) continue;
    if (was_stopped || unpacker->may_end()) return {};
    throw Error({.file = name},
                "is cut short: it ends in the middle of the compressed data; get the file again");
  }
}

std::string_view ByteSource::next() {
  auto& s = *state_;
  if (!s.begun) s.begin();
  if (!s.unpacker) {
    if (s.raw.empty()) s.read_raw();
    return std::exchange(s.raw, {});
  }
  const auto piece = s.next_unpacked();
  if (s.unpacked_bytes > limit()) {
    throw Error({.file = s.name}, "inflates to more than 100 times its size; such data are no texts");
  }
  return piece;
}

const std::string& ByteSource::name() const {
  return state_->name;
}

Packing ByteSource::packing() const {
  return state_->packing;
}

std::size_t ByteSource::limit() const {
  return (std::size_t{64} << 20U) + 100 * state_->raw_bytes;
}

std::string read_unpacked(const std::string& path) {
  ByteSource source(path);
  std::string bytes;
  for (auto piece = source.next(); !piece.empty(); piece = source.next()) bytes += piece;
  return bytes;
}

}  // namespace taxon
