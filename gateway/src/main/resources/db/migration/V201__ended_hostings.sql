-- Owned by io.prunelle.gateway.consent: hostings that are over. Whatever was decided on them, nothing is permitted there.
CREATE TABLE consent.ended (
    hosting text PRIMARY KEY
);
