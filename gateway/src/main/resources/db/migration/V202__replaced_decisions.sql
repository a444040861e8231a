-- Owned by io.prunelle.gateway.consent: a decision whose patient was taken out ends the one at the position it replaces.
CREATE INDEX decision_at_position ON consent.decision (position);
