//! The SQL text of every message.
