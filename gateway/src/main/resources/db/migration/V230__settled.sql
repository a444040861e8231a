-- Owned by io.prunelle.gateway.hosts.transfer.
ALTER TABLE hosts.transfer ADD COLUMN erase_after timestamptz;

COMMENT ON COLUMN hosts.transfer.erase_after IS 'when nobody relies any more on the record being at the source; null until a gateway has seen that it was switched';

-- Owned by io.prunelle.gateway.consent. Who follows the ledger says so; whatever else writes decisions makes instances forget.
CREATE OR REPLACE FUNCTION consent.forget_unless_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('prunelle.following', true) IS DISTINCT FROM 'on' AND EXISTS (SELECT 1 FROM written) THEN
        UPDATE consent.feed SET forgotten = forgotten + 1;
    END IF;
    RETURN NULL;
END
$$;

-- Owned by io.prunelle.gateway.hosts. A placement that is given to another patient is no longer the former's.
CREATE OR REPLACE FUNCTION hosts.mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.practice, OLD.patient) IS DISTINCT FROM (NEW.practice, NEW.patient) THEN
        UPDATE hosts.revision SET forgotten = forgotten + 1;
    END IF;
    NEW.changed := (SELECT changes FROM hosts.revision);
    RETURN NEW;
END
$$;
