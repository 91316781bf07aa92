"""What the tests share: rulebooks, random actions, the reference evaluator, clients of the surfaces."""
