"""The speed benchmark: this engine against a plain loop, zen-engine, CLIPS and durable-rules on equal rules."""
