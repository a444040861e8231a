-- Who may be at a host, and who is there, are compared page by page in the same order, however many there are.
CREATE INDEX decision_in_order ON consent.decision (hosting, (patient COLLATE "C"));
DROP INDEX consent.decision_of_hosting;
CREATE INDEX placement_in_order ON hosts.placement (practice, host, (patient COLLATE "C"));
DROP INDEX hosts.placement_on_host;
