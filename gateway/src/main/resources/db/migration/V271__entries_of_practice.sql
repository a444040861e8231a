-- An auditor of a small practice would else walk through what all practices of the gateway have asked, newest first, and be told after five seconds that it is too much.
CREATE INDEX entry_of_practice ON journal.entry (practice, id DESC) WHERE practice IS NOT NULL;
