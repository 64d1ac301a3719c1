#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "data/dataset.h"
#include "data/format.h"

namespace taxon {

enum class Subset { kTrain, kTest, kAll };

// Parts of newsgroup posts to leave out; the names are scikit-learn's.
struct RemoveParts {
  bool headers = false, footers = false, quotes = false;
};

// How tables are written.
struct TableOptions {
  std::optional<char> delimiter;  // ',' in a .csv, TAB in a .tsv unless given
  bool header = true;             // the first row names the columns; otherwise they are named 1, 2, ...
  std::optional<bool> quoting;    // on in a .csv, off in a .tsv unless given; see TableSyntax
  std::optional<char> escape;     // none unless given
  bool skip_space = false;        // spaces before a cell are dropped
};

struct ReadOptions {
  Format format = Format::kGuess;
  std::string encoding = "utf-8";  // any name that Decoder takes
  OnBadBytes on_bad_bytes = OnBadBytes::kError;
  // The names of a table's columns or of JSON Lines' keys. text_column may be several names with commas
  // between; their texts are joined by a line end. Unless given "text" and "label" or, in a table without
  // names, 2 and 1.
  std::optional<std::string> text_column, label_column;
  std::string label_separator;  // a table's cell holds several labels, this between them; empty: it is one
  TableOptions table;
  bool skip_rows = false;    // tables, JSON Lines, fastText lines: bad rows are left out and counted
  bool multi_label = false;  // a text may have several labels or none, even where here each has one
  // For a folder or archive that holds two folders NAME-train and NAME-test, which then must be given.
  std::optional<Subset> subset;
  // Only these classes; empty: all. Of several labels a text keeps those among them.
  std::vector<std::string> categories;
  RemoveParts remove;
  std::optional<std::uint32_t> shuffle_seed;  // of NumPy's RandomState; none: the reader's own order
};

// Reads labelled texts from what the paths stand for (expand_paths()): folders of class folders, archives
// (.tar.gz, .zip) of such a folder, tables (.tsv) and tables with three header lines (.tab); several are read
// one after the other, each by itself, over the union of their classes. Order of the texts:
//   class folders: classes, then file names, in byte order; a table: its rows;
//   a NAME-train/NAME-test pair: as scikit-learn's fetch_20newsgroups, i.e. the parts asked for one after the
//   other, train first, each as class folders and then shuffled by RandomState(0).
// After that the parts of posts are removed, categories chosen and, with a shuffle_seed, all is shuffled by
// RandomState(shuffle_seed): the order of scikit-learn 1.9.1. Line ends are kept as they are.
// Throws Error naming file, line or archive member for whatever is missing, damaged or empty; a damaged
// archive is never read as a smaller one.
Dataset read_dataset(std::span<const std::string> paths, const ReadOptions& options);
// The same of one path.
Dataset read_dataset(const std::string& path, const ReadOptions& options);

// "train", "test", "all"; a comma list of "headers", "footers", "quotes". Each throws Error that lists the
// names it knows.
Subset parse_subset(std::string_view name);
RemoveParts parse_remove(std::string_view names);

}  // namespace taxon
