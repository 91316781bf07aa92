"""A folder of YAML files becomes validated models; their editions, territory, objectives, and what their rules conclude."""
