-- What the routers send. Each row of a journal is in exactly one of these tables, with its octets as they were sent (`text`, the chain of seals is verified from them).
-- `journal` is the router's key, `n` the row's number, `hash` the first 64 bits of the SHA-256 of `text`: together the message's id. Rows that arrive twice fold.
-- `day` is the row's local day, day 0 (1970-01-01) where its clock was not set or is out of its mind; times are UTC, `offset` the school's minutes east of Greenwich.
-- `received` and `micros`, microseconds within that second, are when the district had the row first: rows of one batch share them until a journal's numbers go back. `source` is what the router calls itself and where it sent from.

CREATE TABLE IF NOT EXISTS visits
(
    journal FixedString(16),
    n UInt64,
    hash UInt64,
    received DateTime('UTC'),
    micros UInt32,
    source String,
    day Date,
    start DateTime('UTC'),
    end DateTime('UTC'),
    offset Int16,
    clock_unset UInt8,
    room String,
    pc String,
    mac String,
    ip String,
    site String,
    host String,
    verdict Enum8('allowed' = 1, 'refused' = 2),
    why String,
    port String,
    flows UInt64,
    requests UInt64,
    packets UInt64,
    up UInt64,
    down UInt64,
    background UInt8,
    lesson String,
    cut UInt8,
    text String
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (journal, n, hash);

CREATE TABLE IF NOT EXISTS gaps
(
    journal FixedString(16),
    n UInt64,
    hash UInt64,
    received DateTime('UTC'),
    micros UInt32,
    source String,
    day Date,
    start DateTime('UTC'),
    end DateTime('UTC'),
    offset Int16,
    clock_unset UInt8,
    why String,
    room String,
    counter String,
    flows Nullable(UInt64),
    rows Nullable(UInt64),
    text String
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (journal, n, hash);

-- `details` are the event's own keys, as a JSON object.
CREATE TABLE IF NOT EXISTS events
(
    journal FixedString(16),
    n UInt64,
    hash UInt64,
    received DateTime('UTC'),
    micros UInt32,
    source String,
    day Date,
    at DateTime('UTC'),
    offset Int16,
    clock_unset UInt8,
    event String,
    room String,
    user String,
    details String,
    text String
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (journal, n, hash);

-- Seals, and the first rows of days. `head` is a seal's head, and in a day's first row the hash that the day before ended with.
CREATE TABLE IF NOT EXISTS seals
(
    journal FixedString(16),
    n UInt64,
    hash UInt64,
    received DateTime('UTC'),
    micros UInt32,
    source String,
    day Date,
    at DateTime('UTC'),
    offset Int16,
    clock_unset UInt8,
    kind Enum8('seal' = 1, 'day' = 2),
    head String,
    closes UInt8,
    signer String,
    kernel String,
    recorded String,
    zone String,
    text String
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (journal, n, hash);

-- Rows of a kind that a newer router knows (`row`), and what a router said about rows that it could not send (`missing`, `damaged`): those are no rows.
CREATE TABLE IF NOT EXISTS others
(
    journal FixedString(16),
    n UInt64,
    hash UInt64,
    received DateTime('UTC'),
    micros UInt32,
    source String,
    day Date,
    kind Enum8('row' = 1, 'missing' = 2, 'damaged' = 3),
    until UInt64,
    text String
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (journal, n, hash);

-- What arrived and is no message of ours, or not whole; the first 4 KiB of it.
CREATE TABLE IF NOT EXISTS rejected
(
    received DateTime('UTC'),
    day Date,
    source String,
    reason String,
    size UInt64,
    sha256 FixedString(64),
    text String
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (reason, sha256);
