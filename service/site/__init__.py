"""The pages that people read: server-rendered, without account, nothing stored, working without JavaScript."""
