#pragma once

#include <string>
#include <string_view>

namespace taxon {

// A zip names each member twice, in a directory at its end and before the member's bytes, and has no checksum
// of either: two names that differ are the only sign of a damaged one, which would move a text to another
// class or out of all of them. Compares them; member data and what the directory says of them are the archive
// reader's to check. (APPNOTE.TXT, PKWARE's description of the format, sections 4.3 and 4.4, with its 64-bit
// extension.) Throws Error naming `file`, and the member where it is known, if the zip has no whole directory
// or a member's two names differ.
void check_zip_directory(std::string_view zip, const std::string& file);

}  // namespace taxon
