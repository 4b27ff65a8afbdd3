namespace Hub.Server.Journal;

/// <summary>The tables of seat cards, beside the schema: a build that knows nothing of them needs not.</summary>
internal static class SeatCardTables
{
    public const string Sqlite = """
        CREATE TABLE IF NOT EXISTS seat_cards (
            hash BLOB PRIMARY KEY, room TEXT NOT NULL, member TEXT NOT NULL, person TEXT, replaced INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE UNIQUE INDEX IF NOT EXISTS seat_cards_member ON seat_cards (room, member) WHERE replaced = 0;
        """;

    public const string Postgres = """
        CREATE TABLE IF NOT EXISTS seat_cards (
            hash bytea PRIMARY KEY, room text NOT NULL, member text NOT NULL, person text, replaced boolean NOT NULL DEFAULT false);
        CREATE UNIQUE INDEX IF NOT EXISTS seat_cards_member ON seat_cards (room, member) WHERE NOT replaced;
        """;
}
