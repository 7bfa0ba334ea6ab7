//! The only place that sends the manager's password: one server after the other, one rejection ends it.
