#include "base/utf8.h"
#include "options/option_groups.h"
#include "options/option_values.h"

namespace taxon {
namespace {

// A character that parts or escapes: one byte of ASCII, since in UTF-8 any other is several.
char parse_character(const std::string& text) {
  if (text == "\\t") return '\t';
  const bool usable = text.size() == 1 && is_ascii(text) && text != "\"" && text != "\r" && text != "\n";
  if (!usable) {
    throw Error(quoted_name(text) +
                R"( is not one ASCII character, or is a quote or a line end; \t is a tab)");
  }
  return text[0];
}

std::string parse_separator(const std::string& text) {
  if (text.empty()) throw Error("is empty; give what stands between the labels");
  return text;
}

// A text whose default depends on the data.
template <class Access>
OptionValue name_or(Access access, const std::string& usual) {
  return {.placeholder = "NAME",
          .set = [=](Settings& settings, const std::string& text) { access(settings) = text; },
          .get = [=](Settings settings) { return access(settings).value_or(usual); }};
}

}  // namespace

// None of them is recorded with a model: what they do shows in the data's SHA-256, and the same texts out of
// another file must give the same model.
void add_table_options(std::vector<Option>& table) {
  const std::string group = "Tables and JSON Lines";
  const auto add = [&](std::string name, OptionValue value, std::string help, unsigned commands) {
    table.push_back({std::move(name), std::move(value), std::move(help), commands, group});
  };
  const unsigned with_predict = kLooksAt | kPredict;
  add("--text-column", name_or(TAXON_FIELD(read.text_column), "text"),
      "column or key of the texts; A,B: of both, joined by a line end", with_predict);
  add("--label-column", name_or(TAXON_FIELD(read.label_column), "label"), "column or key of the classes",
      kLooksAt);
  add("--label-separator", parsed(TAXON_FIELD(read.label_separator), parse_separator, "TEXT"),
      "a table's cell holds several labels with this between them", kLooksAt);
  add("--delimiter", parsed(TAXON_FIELD(read.table.delimiter), parse_character, "C"),
      R"(what stands between cells; unless given a comma in .csv, a tab (\t) in .tsv)", with_predict);
  add("--no-header",
      {.placeholder = "",
       .set = [](Settings& settings, const std::string&) { settings.read.table.header = false; },
       .get = [](const Settings&) { return std::string(); }},
      "the first row is data; columns are named 1, 2, ...: label 1 and text 2 unless chosen", with_predict);
  add("--quoting", on_off(TAXON_FIELD(read.table.quoting)),
      "whether cells may stand in double quotes; unless given on in .csv, off in .tsv", with_predict);
  add("--escape", parsed(TAXON_FIELD(read.table.escape), parse_character, "C"),
      "the character behind this one is text, also a quote or delimiter", with_predict);
  add("--skip-space", flag(TAXON_FIELD(read.table.skip_space)), "drop spaces before a cell", with_predict);
}

}  // namespace taxon
