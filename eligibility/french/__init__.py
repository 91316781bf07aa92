"""The French language, once: text helpers, sentences, the labels of every closed list."""
