-- Owned by io.prunelle.gateway.consent: decisions that the realm is known to have taken, where the ledger could not be
-- followed up to them. Until it has been, what was decided before permits nothing.
CREATE TABLE consent.awaited (
    patient  text   NOT NULL,
    hosting  text   NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (patient, hosting)
);

COMMENT ON COLUMN consent.awaited.position IS 'of the latest of them in the ledger; once that has been followed so far, the row says nothing';

-- What changed is looked for by it.
CREATE INDEX awaited_at_position ON consent.awaited (position);

CREATE TRIGGER awaited_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON consent.awaited
    FOR EACH STATEMENT EXECUTE FUNCTION consent.forget();
