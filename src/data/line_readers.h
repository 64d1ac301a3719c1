#pragma once

#include <string>

#include "data/dataset.h"
#include "data/readers.h"

namespace taxon {

// Formats of one text a line. Blank lines are skipped; errors name file and line; with options.skip_rows, bad
// lines are left out and counted instead.

// JSON Lines: an object a line, the text a string, the label a string, a number, a boolean (both are the
// characters that stand there: 01 and 1.0 keep theirs) or a list of such labels, which makes the set a
// multi-label one. Their keys are options.text_column and label_column; other keys may hold anything.
Dataset read_json_lines(const std::string& path, const ReadOptions& options);

// fastText's lines: "__label__a __label__b the text". The labels are the words at the line's start that begin
// with
// __label__, parted by spaces or tabs, without that prefix; the text is what follows those blanks, as it
// stands: a word __label__z in it is text. A line without a label is an error. The set is a multi-label one
// if a line has several labels.
Dataset read_fasttext(const std::string& path, const ReadOptions& options);

// What a line of fastText's starts with.
inline constexpr const char* kFastTextPrefix = "__label__";

}  // namespace taxon
