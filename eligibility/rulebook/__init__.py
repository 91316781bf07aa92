"""From a folder of YAML files to validated models: reading, validating, checking across files."""
