#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace taxon {

// SHA-256 over bytes that come in pieces (OpenSSL's libcrypto does the work).
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(std::string_view bytes);
  // 64 lower-case hexadecimal digits. Ends the computation: no further update or call.
  std::string hex();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view bytes);

}  // namespace taxon
