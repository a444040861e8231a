-- Seldom, and looked for: what was permitted and came to nothing.
CREATE INDEX outcome_failed ON journal.outcome (entry DESC) WHERE status = 0 OR status >= 400;
