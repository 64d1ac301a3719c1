#ifndef TAXON_EXPORT_H
#define TAXON_EXPORT_H

/* Marks what a shared libtaxon shows; everything else in it is hidden. For C and C++. */
#define TAXON_API __attribute__((visibility("default")))
/* What a shown class keeps to itself. */
#define TAXON_HIDDEN __attribute__((visibility("hidden")))

#endif
