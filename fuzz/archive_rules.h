#pragma once

#include <functional>

#include "data/documents.h"

namespace taxon {

// Reads an archive by `read`. What is accepted has names that are relative, lead nowhere else and come once;
// members that keep to the limit for an archive of `archive_size` bytes; and makes, as class folders, a
// well-formed data set.
void check_archive(const std::function<Documents()>& read, std::size_t archive_size);

}  // namespace taxon
