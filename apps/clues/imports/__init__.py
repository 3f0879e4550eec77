"""Reading tables that people bring in: files to grids, grids to drafts, without a database."""
