"""A package, so that “tests” means this folder: some libraries install a “tests” of their own."""
