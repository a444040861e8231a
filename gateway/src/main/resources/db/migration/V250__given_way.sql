-- Owned by io.prunelle.gateway.hosts.transfer.
ALTER TABLE hosts.transfer
    ADD COLUMN unless_written_since timestamptz CHECK (unless_written_since IS NULL OR kind = 'erasure'),
    ADD COLUMN gives_way_at         timestamptz CHECK (gives_way_at IS NULL OR kind = 'move');

COMMENT ON COLUMN hosts.transfer.unless_written_since IS 'an erasure is taken back if anything was written to the record since then, or another record has become a part of it; null to erase it whatever was';
COMMENT ON COLUMN hosts.transfer.gives_way_at IS 'when a change of doctor that waits for a permission that cannot be carried out had it taken back; it is asked for again by itself';

-- Nothing is asked for of a record that has left its practice, nor of one into which another is on its way: a practice's
-- own move may follow once that has arrived. Nor is what is only permitted of a record that is about to leave, or to have another
-- one join it: it may not be possible before that is done. One patient at a time, so that two cannot overlook each other.
CREATE OR REPLACE FUNCTION hosts.one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.ended_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('hosts.transfer of ' || NEW.patient, 0));
    IF EXISTS (SELECT 1 FROM hosts.placement p
            WHERE p.practice = NEW.practice AND p.patient = NEW.patient AND p.host IS NULL)
        OR EXISTS (SELECT 1 FROM hosts.transfer t
            WHERE t.patient = NEW.patient AND t.ended_at IS NULL
                AND (t.practice = NEW.recipient
                    OR (t.recipient = NEW.recipient AND t.switched_at IS NULL)
                    OR (t.recipient = NEW.practice AND (t.switched_at IS NULL OR NEW.kind <> 'move'))))
        OR (NEW.kind = 'move' AND NOT NEW.urgent AND EXISTS (SELECT 1 FROM hosts.handover h
            WHERE h.patient = NEW.patient AND h.ended_at IS NULL
                AND (h.practice = NEW.practice OR h.receiver = NEW.practice)
                AND CASE h.state
                    WHEN 'confirmed' THEN h.receiver IS NOT NULL
                        OR (h.practice = NEW.practice AND h.erasure_ordered_at IS NOT NULL)
                    WHEN 'retained' THEN (h.receiver IS NOT NULL AND h.copied_at IS NULL)
                        OR (h.practice = NEW.practice AND h.kept_until < (now() AT TIME ZONE 'UTC')::date)
                    ELSE false END
                AND NOT EXISTS (SELECT 1 FROM hosts.transfer t WHERE t.handover = h.id AND t.switched_at IS NOT NULL))) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END
$$;
