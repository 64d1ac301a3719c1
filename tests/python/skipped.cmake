message("NOT TESTED: the Python package is not built; scripts/test does, or cmake with -DTAXON_PYTHON=ON")
