-- Owned by io.prunelle.gateway.hosts.transfer: as before, but that a copy, which is switched as well since its past is taken
-- along, is not what erases it: at the end of its term what is only permitted waits until what was kept is to be gone.
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
                AND NOT EXISTS (SELECT 1 FROM hosts.transfer t WHERE t.handover = h.id AND t.switched_at IS NOT NULL
                    AND (t.kind <> 'copy' OR h.copied_at IS NULL)))) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END
$$;
