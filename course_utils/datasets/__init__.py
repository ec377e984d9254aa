"""The course's data, carried in the package: no download, no network."""
