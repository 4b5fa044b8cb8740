CREATE TABLE IF NOT EXISTS visits_local ON CLUSTER schools
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
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/aqtizim/visits', '{replica}')
PARTITION BY toYYYYMM(day)
ORDER BY (journal, n, hash);

CREATE TABLE IF NOT EXISTS visits ON CLUSTER schools AS visits_local
ENGINE = Distributed(schools, aqtizim, visits_local, cityHash64(journal));

CREATE TABLE IF NOT EXISTS gaps_local ON CLUSTER schools
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
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/aqtizim/gaps', '{replica}')
PARTITION BY toYYYYMM(day)
ORDER BY (journal, n, hash);

CREATE TABLE IF NOT EXISTS gaps ON CLUSTER schools AS gaps_local
ENGINE = Distributed(schools, aqtizim, gaps_local, cityHash64(journal));

CREATE TABLE IF NOT EXISTS events_local ON CLUSTER schools
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
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/aqtizim/events', '{replica}')
PARTITION BY toYYYYMM(day)
ORDER BY (journal, n, hash);

CREATE TABLE IF NOT EXISTS events ON CLUSTER schools AS events_local
ENGINE = Distributed(schools, aqtizim, events_local, cityHash64(journal));

CREATE TABLE IF NOT EXISTS seals_local ON CLUSTER schools
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
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/aqtizim/seals', '{replica}')
PARTITION BY toYYYYMM(day)
ORDER BY (journal, n, hash);

CREATE TABLE IF NOT EXISTS seals ON CLUSTER schools AS seals_local
ENGINE = Distributed(schools, aqtizim, seals_local, cityHash64(journal));

CREATE TABLE IF NOT EXISTS others_local ON CLUSTER schools
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
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/aqtizim/others', '{replica}')
PARTITION BY toYYYYMM(day)
ORDER BY (journal, n, hash);

CREATE TABLE IF NOT EXISTS others ON CLUSTER schools AS others_local
ENGINE = Distributed(schools, aqtizim, others_local, cityHash64(journal));

CREATE TABLE IF NOT EXISTS rejected_local ON CLUSTER schools
(
    received DateTime('UTC'),
    day Date,
    source String,
    reason String,
    size UInt64,
    sha256 FixedString(64),
    text String
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/aqtizim/rejected', '{replica}')
PARTITION BY toYYYYMM(day)
ORDER BY (reason, sha256);

CREATE TABLE IF NOT EXISTS rejected ON CLUSTER schools AS rejected_local
ENGINE = Distributed(schools, aqtizim, rejected_local, rand());

CREATE TABLE IF NOT EXISTS schools_local ON CLUSTER schools
(
    journal FixedString(16),
    school String,
    name String,
    public_key String,
    removed UInt8,
    changed UInt64
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/aqtizim/schools', '{replica}', changed)
ORDER BY journal;

CREATE TABLE IF NOT EXISTS schools ON CLUSTER schools AS schools_local
ENGINE = Distributed(schools, aqtizim, schools_local, cityHash64(journal));

CREATE TABLE IF NOT EXISTS proofs_local ON CLUSTER schools
(
    journal FixedString(16),
    begins UInt64,
    root UInt64,
    origin Enum8('first' = 1, 'anew' = 2, 'fork' = 3, 'behind-wrong' = 4),
    sealed UInt64,
    head String,
    sealed_at DateTime('UTC'),
    signed UInt64,
    signed_at DateTime('UTC'),
    signer String,
    rows UInt64,
    unsealed UInt64,
    wrong String,
    wrong_from UInt64,
    wrong_to UInt64,
    checked DateTime('UTC'),
    changed UInt64
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/aqtizim/proofs', '{replica}', changed)
ORDER BY (journal, begins, root);

CREATE TABLE IF NOT EXISTS proofs ON CLUSTER schools AS proofs_local
ENGINE = Distributed(schools, aqtizim, proofs_local, cityHash64(journal));
