-- What auditors look for and what is seldom: without these, a search that finds little reads all there is, and is given up.
CREATE INDEX entry_refused ON journal.entry (practice, id DESC) WHERE NOT permitted;
CREATE INDEX entry_of_purpose ON journal.entry (practice, purpose, id DESC) WHERE purpose IS NOT NULL;
