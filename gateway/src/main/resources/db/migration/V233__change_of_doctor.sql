-- Owned by io.prunelle.gateway.hosts. A record that has left its practice lives nowhere there.
ALTER TABLE hosts.placement ALTER COLUMN host DROP NOT NULL;

COMMENT ON COLUMN hosts.placement.host IS 'null once the record has left the practice: it was handed over to another one, or erased';

-- Owned by io.prunelle.gateway.hosts.transfer: what a change of doctor asks for, beside what decisions do.
ALTER TABLE hosts.transfer
    ADD COLUMN kind      text NOT NULL DEFAULT 'move',
    ADD COLUMN recipient text,
    ADD COLUMN handover  uuid,
    ALTER COLUMN destination DROP NOT NULL;

COMMENT ON COLUMN hosts.transfer.kind IS 'move: to another host of the practice; handover: to another practice, and erased where it was; copy: the same, and kept where it is; erasure: to nowhere';
COMMENT ON COLUMN hosts.transfer.recipient IS 'practice that receives the record; null when none does';
COMMENT ON COLUMN hosts.transfer.handover IS 'change of doctor that asks for it; null when a decision does';

ALTER TABLE hosts.transfer
    DROP CONSTRAINT transfer_check,
    DROP CONSTRAINT transfer_state_check,
    DROP CONSTRAINT transfer_check2;
ALTER TABLE hosts.transfer
    ADD CONSTRAINT transfer_hosts_check CHECK (source <> destination OR recipient IS NOT NULL),
    ADD CONSTRAINT transfer_kind_check CHECK (kind IN ('move', 'handover', 'copy', 'erasure')
        AND (kind = 'erasure') = (destination IS NULL)
        AND (kind IN ('handover', 'copy')) = (recipient IS NOT NULL)
        AND (kind = 'move') = (handover IS NULL)
        AND recipient <> practice),
    ADD CONSTRAINT transfer_state_check CHECK (state IN ('queued', 'copying', 'compared', 'catching-up', 'frozen',
        'switched', 'erasing', 'certified', 'done', 'copied', 'cancelling', 'cancelled', 'failed')),
    ADD CONSTRAINT transfer_ended_check CHECK ((state IN ('certified', 'done', 'copied', 'cancelled')) = (ended_at IS NOT NULL)),
    -- What is kept is never erased, whatever the gateways do.
    ADD CONSTRAINT transfer_copy_check CHECK (CASE WHEN kind = 'copy'
        THEN switched_at IS NULL AND state NOT IN ('switched', 'erasing', 'certified', 'done')
            AND coalesce(failed_in, '') NOT IN ('switched', 'erasing')
        ELSE state <> 'copied' END);

CREATE INDEX transfer_of_handover ON hosts.transfer (handover, requested_at DESC) WHERE handover IS NOT NULL;
CREATE INDEX transfer_into ON hosts.transfer (recipient, patient) WHERE ended_at IS NULL AND recipient IS NOT NULL;

-- Nothing is asked for of a record that has left its practice, nor of one into which another is on its way: a practice's
-- own move may follow once that has arrived. One patient at a time, so that two cannot overlook each other.
CREATE FUNCTION hosts.one_at_a_time() RETURNS trigger LANGUAGE plpgsql AS $$
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
                    OR (t.recipient = NEW.practice AND (t.switched_at IS NULL OR NEW.kind <> 'move')))) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER transfer_one_at_a_time BEFORE INSERT ON hosts.transfer
    FOR EACH ROW EXECUTE FUNCTION hosts.one_at_a_time();
