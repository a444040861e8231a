-- How far each of these has changed, as one number that every commit of the journal reads: what an instance remembers
-- of it counts for as long as that number stays the same.

-- Owned by io.prunelle.gateway.consent. What is written by following the ledger is told by its position; anything else,
-- such as a projection that is built anew, makes instances forget all they remember.
ALTER TABLE consent.feed ADD COLUMN forgotten bigint NOT NULL DEFAULT 0;

CREATE FUNCTION consent.forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE consent.feed SET forgotten = forgotten + 1;
    RETURN NULL;
END
$$;

CREATE FUNCTION consent.forget_unless_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM written WHERE position <= (SELECT position FROM consent.feed)) THEN
        UPDATE consent.feed SET forgotten = forgotten + 1;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION consent.forget_unless_known() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM written) THEN
        UPDATE consent.feed SET forgotten = forgotten + 1;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER decision_inserted AFTER INSERT ON consent.decision
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION consent.forget_unless_followed();
CREATE TRIGGER decision_updated AFTER UPDATE ON consent.decision
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION consent.forget_unless_followed();
CREATE TRIGGER decision_gone AFTER DELETE OR TRUNCATE ON consent.decision
    FOR EACH STATEMENT EXECUTE FUNCTION consent.forget();
CREATE TRIGGER hosting_ended AFTER INSERT ON consent.ended
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION consent.forget_unless_known();
CREATE TRIGGER hosting_not_ended AFTER UPDATE OR DELETE OR TRUNCATE ON consent.ended
    FOR EACH STATEMENT EXECUTE FUNCTION consent.forget();

-- Owned by io.prunelle.gateway.hosts.
CREATE TABLE hosts.revision (
    single    boolean PRIMARY KEY DEFAULT true CHECK (single),
    changes   bigint  NOT NULL DEFAULT 0,
    forgotten bigint  NOT NULL DEFAULT 0
);

COMMENT ON COLUMN hosts.revision.changes IS 'how often placements were written; counts up to the end of the transaction that writes one';
COMMENT ON COLUMN hosts.revision.forgotten IS 'how often some were removed';

INSERT INTO hosts.revision DEFAULT VALUES;

ALTER TABLE hosts.placement ADD COLUMN changed bigint NOT NULL DEFAULT 0;
CREATE INDEX placement_changed ON hosts.placement (changed);

COMMENT ON COLUMN hosts.placement.changed IS 'hosts.revision.changes when it was written last';

CREATE FUNCTION hosts.change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hosts.revision SET changes = changes + 1;
    RETURN NULL;
END
$$;

CREATE FUNCTION hosts.mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed := (SELECT changes FROM hosts.revision);
    RETURN NEW;
END
$$;

CREATE FUNCTION hosts.forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE hosts.revision SET forgotten = forgotten + 1;
    RETURN NULL;
END
$$;

CREATE TRIGGER placement_change BEFORE INSERT OR UPDATE ON hosts.placement
    FOR EACH STATEMENT EXECUTE FUNCTION hosts.change();
CREATE TRIGGER placement_mark BEFORE INSERT OR UPDATE ON hosts.placement
    FOR EACH ROW EXECUTE FUNCTION hosts.mark();
CREATE TRIGGER placement_gone AFTER DELETE OR TRUNCATE ON hosts.placement
    FOR EACH STATEMENT EXECUTE FUNCTION hosts.forget();
