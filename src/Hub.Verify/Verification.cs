using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Hub.Domain.Ballots;

namespace Hub.Verify;

/// <summary>
/// Checks an exported meeting without the house that held it: the file's signature, the chain of each stream, and of every ballot its electorate, its votes one
/// by one, its tally, its outcome and the root that was shown when it closed. The counting here is a second one, of who was present too, by the written rule of
/// each ballot's version; only the rules, of what may be chosen or counted by hand and of what decides, and the tree are the house's own code.
/// </summary>
internal static class Verification
{
    /// <param name="key">The house's public key in base64, or its fingerprint, as known from elsewhere; null: the file's own is believed.</param>
    public static Findings Of(byte[] file, string? key = null)
    {
        var findings = new Findings();
        Export export;
        try
        {
            export = Export.Read(file);
        }
        catch (FormatException e)
        {
            findings.Check("The file can be read", e.Message);
            return findings;
        }

        findings.Note($"{export.Title} ({export.Room})");
        Signatures(export, findings, key);
        try
        {
            foreach (var stream in export.Commits.GroupBy(c => c.Stream))
            {
                findings.Check($"{stream.Key}: {stream.Count()} commits follow one from another", Chain([.. stream]));
            }

            const string Meetings = "meetings/";
            var box = export.Room.StartsWith(Meetings, StringComparison.Ordinal)
                ? $"boxes/{export.Room[Meetings.Length..]}" : throw new FormatException($"{export.Room} is no meeting.");
            findings.Check(
                "The record is the meeting's and its box's",
                export.Commits.Find(c => c.Stream != export.Room && c.Stream != box) is { } other ? $"{other.Stream} is neither" : null);
            var second = SecondFormat.Of(export);
            var record = Record.Of(export, second);
            Redactions.Check(export, record, findings);
            NamesOfRecord.Check(export, second, record, findings);
            findings.Check("The title is the meeting's", export.Title == record.Title ? null : $"it is “{record.Title}”");
            findings.Check("What happened can happen in a meeting", record.Wrong.Count == 0 ? null : string.Join("; ", record.Wrong));
            findings.Check(
                "The record goes to the meeting's end",
                !record.IsClosed ? "the meeting is not closed in it" : !record.IsSealed ? "the box is not sealed in it" : null);
            Approvals.Check(export, second, findings);
            foreach (var ballot in record.Unannounced)
            {
                findings.Note($"the box took votes on {ballot}, of which the meeting tells nothing: they count for nothing");
            }

            foreach (var ballot in record.Ballots.Values)
            {
                Ballots(ballot, export, findings);
            }
        }
#pragma warning disable CA1031 // Whatever a forged record makes this program stumble over is a finding.
        catch (Exception e)
#pragma warning restore CA1031
        {
            findings.Check("The record can be read", e.Message);
        }

        return findings;
    }

    private static void Signatures(Export export, Findings findings, string? known)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(export.Key), out _);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            findings.Check("The house's key can be read", e.Message);
            return;
        }

        if (known is null)
        {
            findings.Note($"signed with the key {Fingerprint(export.Key)}; compare it with the one the house publishes");
        }
        else
        {
            var fits = known == export.Key
                || known.Replace(" ", "", StringComparison.Ordinal) == Fingerprint(export.Key).Replace(" ", "", StringComparison.Ordinal);
            findings.Check("The key is the house's", fits ? null : $"the file is signed with {Fingerprint(export.Key)}");
        }

        findings.Check("The file is as the house signed it", Fails(() => key.VerifyHash(export.SignedHash, Convert.FromBase64String(export.Signature))));
        foreach (var head in export.Heads)
        {
            findings.Check(
                $"The head of the vote tree of {head.Ballot} is signed",
                Fails(() => key.VerifyData(
                    VoteTree.Head(export.Room, head.Ballot, head.Size, head.Root), Convert.FromBase64String(head.Signature), HashAlgorithmName.SHA256)));
        }
    }

    /// <summary>Short enough to compare by eye: the first 16 hex digits of SHA-256 of the key, in fours.</summary>
    private static string Fingerprint(string key) =>
        string.Join(' ', Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(key)))[..16].Chunk(4).Select(four => new string(four)));

    private static string? Fails(Func<bool> verify)
    {
        try
        {
            return verify() ? null : "the signature does not fit";
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return "the signature cannot be read";
        }
    }

    /// <summary>SHA-256 over the previous hash, the payload's hash, the number, the first and last seq, the time, and the stream's name.</summary>
    private static string? Chain(List<ExportedCommit> commits)
    {
        var (hash, number, seq) = (new byte[32], 0L, 0L);
        foreach (var commit in commits)
        {
            if (commit.Number != number + 1 || commit.FirstSeq != seq + 1 || commit.LastSeq < commit.FirstSeq)
            {
                return $"commit {number + 1} is missing";
            }

            var text = new byte[96 + Encoding.UTF8.GetByteCount(commit.Stream)];
            hash.CopyTo(text, 0);
            Convert.FromHexString(commit.PayloadHash).CopyTo(text, 32);
            BinaryPrimitives.WriteInt64BigEndian(text.AsSpan(64), commit.Number);
            BinaryPrimitives.WriteInt64BigEndian(text.AsSpan(72), commit.FirstSeq);
            BinaryPrimitives.WriteInt64BigEndian(text.AsSpan(80), commit.LastSeq);
            BinaryPrimitives.WriteInt64BigEndian(text.AsSpan(88), commit.At);
            Encoding.UTF8.GetBytes(commit.Stream, text.AsSpan(96));
            hash = SHA256.HashData(text);
            if (Convert.ToHexStringLower(hash) != commit.Hash)
            {
                return $"the hash of commit {commit.Number} does not follow from the one before";
            }

            (number, seq) = (commit.Number, commit.LastSeq);
        }

        return null;
    }

    private static void Ballots(RecordedBallot ballot, Export export, Findings findings)
    {
        findings.Note($"“{ballot.Opened.Question}” ({ballot.Opened.Ballot})");
        foreach (var wrong in ballot.Wrong)
        {
            findings.Check("Each vote is one that may be cast", wrong);
        }

        foreach (var odd in ballot.Odd)
        {
            findings.Note(odd);
        }

        if (ballot.Closed is not { } closed)
        {
            findings.Check("It is closed", "its final count is missing");
            return;
        }

        if (ballot.Voided is { } why)
        {
            findings.Note($"it was declared void, and decides nothing, whatever follows here from its votes: {why}");
        }

        findings.Check("What the box took belongs together", ballot.WrongInAll());
        var byDelegate = closed.Tally.Represented is { } represented ? $" ({represented} by delegate)" : "";
        findings.Check(
            $"{closed.Tally.Eligible} might vote{(closed.Tally.Present is { } here ? $", {here} of them were present{byDelegate}" : "")}, "
            + $"{closed.Tally.Cast} did, by the turnout rule of version {ballot.TurnoutRule}",
            ballot.WrongTurnout(closed.Tally));
        if (closed.Tally.Weights is not null || ballot.WrongWeights(null) is not null)
        {
            findings.Check("The weights are summed as they were given", ballot.WrongWeights(closed.Tally.Weights));
        }

        if (closed.Tally.Counts is not { } sealedCounts)
        {
            findings.Check(
                "It could not be counted: its key was lost", ballot.IsUncounted && closed.Outcome == Verdict.Uncounted ? null : "its votes say otherwise");
            return;
        }

        findings.Check("As many votes were opened as were sealed", ballot.WrongOpened());
        var counts = ballot.Count();
        var said = ballot.IsNamed ? "as the votes are" : "as the box counted them before it destroyed the key";
        findings.Check(
            $"The tally is {said}: {ballot.InOrder(counts)}; {closed.Tally.Cast} cast",
            RecordedBallot.Same(counts, sealedCounts) ? null : $"the record says {ballot.InOrder(sealedCounts)}; {closed.Tally.Cast} cast");
        var outcome = Verdict.Of(ballot.Opened.Rules, closed.Tally, ballot.IsOpinion, ballot.Opened.Turnout);
        findings.Check(
            $"The outcome follows: {outcome.Text.En}",
            outcome.Passed == closed.Outcome.Passed && outcome.Verified == closed.Outcome.Verified && outcome.Text == closed.Outcome.Text
            && (outcome.Winners ?? []).SequenceEqual(closed.Outcome.Winners ?? []) ? null : $"the record says: {closed.Outcome.Text.En}");
        if (ballot.IsNamed)
        {
            var tree = MerkleTree.Of(
                ballot.Votes.OrderBy(v => v.Key, StringComparer.Ordinal)
                .Select(v => VoteTree.Leaf(ballot.Opened.Ballot, v.Key, v.Value.Choices, v.Value.Salt)));
            var root = Convert.ToHexStringLower(tree.Root.Span);
            var head = export.Heads.Find(h => h.Ballot == ballot.Opened.Ballot);
            findings.Check(
                $"The votes' tree has the root that was shown: {root}",
                closed.Root != root ? $"the record says {closed.Root}" : head is null ? "no head of it is signed" : head.Root != root
                    || head.Size != tree.Size ? $"the signed head says {head.Root} of {head.Size}" : null);
        }
    }
}
