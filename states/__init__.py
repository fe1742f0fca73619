"""Which moves exist: one file per machine, all pure. `engine` is the only importer of the `transitions` library."""
