-- What a patient may take along is read a page at a time, all of it.
CREATE INDEX transfer_by_age ON hosts.transfer (patient, requested_at DESC, id DESC);
CREATE INDEX notice_of_patient ON unusual.notice (patient, at DESC, entry DESC, rule DESC);
