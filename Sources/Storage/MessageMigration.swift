extension Schema {
    static let messages = """
        -- Messages that were seen on brokers while recording, one row each. The id is of one sequence with exchanges.
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY,
            recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
            listener TEXT NOT NULL,                 -- what observed it, as the command line named it
            seen_at INTEGER NOT NULL,               -- when it arrived here
            broker TEXT NOT NULL CHECK (broker IN ('kafka', 'rabbitmq')),
            address TEXT NOT NULL,                  -- Kafka's brokers, or RabbitMQ's URL without its password
            username TEXT,                          -- of Kafka's SASL; NULL: without it
            mechanism TEXT,                         -- of Kafka's SASL
            uses_tls INTEGER NOT NULL,              -- 1: Kafka over TLS; RabbitMQ's URL says it itself
            topic TEXT NOT NULL,                    -- Kafka's topic, or the exchange of AMQP
            partition INTEGER,                      -- of Kafka
            "offset" INTEGER,                       -- of Kafka
            key BLOB,                               -- Kafka's key, NULL for none; or the routing key
            is_persistent INTEGER NOT NULL,         -- 1: RabbitMQ keeps it over a restart (delivery mode 2)
            content_type TEXT,
            headers TEXT NOT NULL,                  -- JSON: an object in the order of the message
            properties TEXT NOT NULL,               -- JSON: AMQP's other properties; Kafka's timestamp
            body_sha256 BLOB REFERENCES bodies (sha256),          -- NULL: no bytes. Content coding kept
            body_decoded_sha256 BLOB REFERENCES bodies (sha256),  -- content coding undone; NULL without one
            body_length INTEGER NOT NULL,           -- stored or not: more than stored means cut
            body_note TEXT                          -- what is special about the stored body
        ) STRICT;
        CREATE INDEX messages_by_recording ON messages (recording_id);
        ALTER TABLE recordings ADD COLUMN message_count INTEGER NOT NULL DEFAULT 0;

        -- Which exchange caused an observed webhook or message. webhook_id is the id of either, hence of no one table.
        CREATE TABLE attributions_of_both (
            webhook_id INTEGER PRIMARY KEY,
            recording_id INTEGER NOT NULL REFERENCES recordings (id) ON DELETE CASCADE,
            cause_id INTEGER REFERENCES exchanges (id) ON DELETE CASCADE,  -- NULL: a person said that none did
            confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
            evidence TEXT NOT NULL,                 -- JSON: the reasons in words, the strongest first
            is_pinned INTEGER NOT NULL DEFAULT 0    -- 1: a person decided it
        ) STRICT;
        INSERT INTO attributions_of_both
            SELECT webhook_id, recording_id, cause_id, confidence, evidence, is_pinned
            FROM attributions JOIN exchanges ON id = webhook_id;
        DROP TABLE attributions;
        ALTER TABLE attributions_of_both RENAME TO attributions;
        CREATE INDEX attributions_by_cause ON attributions (cause_id);
        CREATE INDEX attributions_by_recording ON attributions (recording_id);
        """
}
