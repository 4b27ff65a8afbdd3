using System.Diagnostics;
using Hub.Domain;
using Hub.Faults.Check;
using Hub.Faults.Crowd;
using Hub.Faults.Nodes;

namespace Hub.Faults.Faults;

/// <summary>
/// The power fails, at many moments of one run: every write of the journal is traced, and the disk is put together as it would be found, with what was synced
/// and at best a part of what was not. Each such disk must open and hold everything that had been acknowledged.
/// </summary>
internal sealed class PowerLost : Fault
{
    private const int MostDisks = 40;

    private static readonly TimeSpan Traced = TimeSpan.FromSeconds(4);

    public override string Name => "power";

    public override string How =>
        "every write and sync of the journal is traced for 4 s; the disk is put together as a loss of power between two syncs leaves it, at up to 40 of them";

    public override string MustHold => "it opens, its chains are whole, and nothing acknowledged is missing";

    public override bool TakesLong => true;

    public override bool Fits(House house) => house is EmbeddedHouse;

    public override string? Missing(House house) =>
        !DiskTrace.IsPossible ? "To trace each write needs strace (on Debian: apt-get install strace)." : Environment.IsPrivilegedProcess
            ? null : "To trace each write needs root.";

    public override async Task<Strike> Strike(Scene scene)
    {
        var house = (EmbeddedHouse)scene.House;
        string[] files = [house.JournalFile, house.JournalFile + "-wal"];
        var audience = scene.Audience;
        (audience.Pace, audience.ChairActs) = (0, false);
        try
        {
            // Nobody writes while the disk is copied as it is.
            await Wait.Until(() => audience.IsStill, TimeSpan.FromSeconds(30));
            await using var trace = await DiskTrace.Of(house.Node.ProcessId, Path.Combine(house.Folder.FullName, "trace"), files);
            var disk = new Disk(files);
            var (ticks, clock) = (Stopwatch.GetTimestamp(), (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds);
            var before = audience.Operations.All.Count;
            (audience.Pace, audience.ChairActs) = (2, true);
            await Task.Delay(Traced);
            (audience.Pace, audience.ChairActs) = (0, false);
            await Wait.Until(() => audience.IsStill, TimeSpan.FromSeconds(30));
            var acts = await trace.End();
            var acknowledged = audience.Operations.All.Skip(before).Where(s => s.Receipt?.Outcome == "done")
                .Select(s => (Sent: s, At: clock + Stopwatch.GetElapsedTime(ticks, s.AnsweredAt).TotalSeconds)).ToList();
            return await Examine(audience, disk, acts, acknowledged);
        }
        finally
        {
            (audience.Pace, audience.ChairActs) = (1, true);
        }
    }

    private async Task<Strike> Examine(Audience audience, Disk disk, IReadOnlyList<DiskAct> acts, List<(Sent Sent, double At)> acknowledged)
    {
        var (syncs, wrong, disks, each) = (0, new List<string>(), 0, Math.Max(1, acts.Count(a => a.Kind == DiskActKind.Sync) / MostDisks));
        foreach (var act in acts)
        {
            if (act.Kind == DiskActKind.Sync && syncs++ % each == 0)
            {
                // The power fails just before this sync has ended: whatever was acknowledged by then rests on an earlier one.
                disks++;
                await Require($"before sync {syncs}", acknowledged.Where(a => a.At < act.End).Select(a => a.Sent), part: disks % 2 == 0);
            }

            disk.Take(act);
        }

        await Require("at the end", acknowledged.Select(a => a.Sent), part: false);
        return Struck(
            Math.Min(syncs, acknowledged.Count), "syncs with acknowledged commands around them",
            [new("disks put together after a loss of power", disks + 1, "")], wrong);

        async Task Require(string when, IEnumerable<Sent> held, bool part)
        {
            var folder = Directory.CreateTempSubdirectory("hub-power-");
            try
            {
                var file = disk.Write(folder.FullName, part);
                var stored = await EmbeddedHouse.ReadFile(file, journal => StoredRoom.Read(journal, audience.Meeting.Id));
                var (operations, missing) = (stored.Operations(), 0);
                missing = held.Count(s => !operations.Contains(Operation.Of(s.Participant, s.Op)));
                wrong.AddRange(stored.Broken.Select(b => $"A disk that lost its power {when} has a broken stream: {b}"));
                if (missing > 0)
                {
                    wrong.Add($"A disk that lost its power {when} lacks {missing} acknowledged commands.");
                }
            }
            catch (Server.StartupException e)
            {
                wrong.Add($"A disk that lost its power {when} does not open: {e.Message}");
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }
    }

    /// <summary>Files as they are on a disk: what is synced, and what only the system knows of.</summary>
    private sealed class Disk(IReadOnlyList<string> files)
    {
        private readonly Dictionary<string, MemoryStream> _synced = files.ToDictionary(f => f, f => Of(File.Exists(f) ? File.ReadAllBytes(f) : []));
        private readonly Dictionary<string, List<DiskAct>> _unsynced = files.ToDictionary(f => f, _ => new List<DiskAct>());

        public void Take(DiskAct act)
        {
            if (!_unsynced.TryGetValue(act.File, out var waiting))
            {
                return;
            }

            if (act.Kind != DiskActKind.Sync)
            {
                waiting.Add(act);
                return;
            }

            waiting.ForEach(w => Apply(_synced[act.File], w, whole: true));
            waiting.Clear();
        }

        /// <param name="part">With the first half of what is not synced, the last write of it torn; else with nothing of it.</param>
        /// <returns>The journal's file there.</returns>
        public string Write(string folder, bool part)
        {
            foreach (var (file, synced) in _synced)
            {
                var found = Of(synced.ToArray());
                var some = part ? _unsynced[file].Take((_unsynced[file].Count + 1) / 2).ToList() : [];
                some.ForEach(w => Apply(found, w, whole: !ReferenceEquals(w, some[^1])));
                File.WriteAllBytes(Path.Combine(folder, Path.GetFileName(file)), found.ToArray());
            }

            return Path.Combine(folder, Path.GetFileName(files[0]));
        }

        private static void Apply(MemoryStream file, DiskAct act, bool whole)
        {
            if (act.Kind == DiskActKind.Truncate)
            {
                file.SetLength(act.Offset);
                return;
            }

            file.Position = act.Offset;
            file.Write(act.Data, 0, whole ? act.Data.Length : act.Data.Length / 2);
        }

        private static MemoryStream Of(byte[] bytes)
        {
            var stream = new MemoryStream();
            stream.Write(bytes);
            return stream;
        }
    }
}
