#pragma once

namespace taxon {

// What ends the lines of a text: LF or CRLF or, where the first line ends with it, CR (or LF or CRLF). In a
// file of the first kind a CR within a line is a character like others.
enum class LineEnds { kUnknown, kLf, kCr };

}  // namespace taxon
