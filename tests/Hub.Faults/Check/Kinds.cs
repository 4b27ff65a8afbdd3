using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Hub.Server.Journal;

namespace Hub.Faults.Check;

/// <summary>Which kinds of events a build reads, as its own program says: what it does not know sets a stream aside there.</summary>
internal sealed class Kinds
{
    /// <summary>By the first word of their streams.</summary>
    private static readonly Dictionary<string, string> Unions = new()
    {
        ["meetings"] = "Hub.Domain.Meetings.MeetingEvent",
        ["boxes"] = "Hub.Domain.Ballots.BoxEvent",
        ["topics"] = "Hub.Domain.Topics.TopicEvent",
        ["registers"] = "Hub.Domain.Registers.RegisterEvent",
        ["audit"] = "Hub.Domain.Audit.AuditEvent",
        ["stances"] = "Hub.Domain.Opinion.StanceEvent",
    };

    private readonly Dictionary<string, HashSet<string>> _known;

    private Kinds(Dictionary<string, HashSet<string>> known) => _known = known;

    /// <param name="program">The build's Hub.Server.dll.</param>
    public static Kinds Of(string program)
    {
        // Apart from this program's own domain of the same name.
        var apart = new AssemblyLoadContext("a build's domain", isCollectible: true);
        try
        {
            var domain = apart.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(program))!, "Hub.Domain.dll"));
            return new Kinds(Unions.Select(u => (u.Key, Type: domain.GetType(u.Value))).Where(u => u.Type is not null)
                .ToDictionary(u => u.Key, u => KindsOf(u.Type!)));
        }
        finally
        {
            apart.Unload();
        }
    }

    /// <returns>
    /// A sentence for each event that the build could not read. Streams of a sort that the build does not have are nobody's there: none of its nodes opens one.
    /// </returns>
    public IEnumerable<string> Unreadable(IEnumerable<Commit> commits)
    {
        foreach (var (commit, sort) in commits.Where(c => c.Stream.Length > 0).Select(c => (c, c.Stream.Split('/')[0])))
        {
            if (!_known.TryGetValue(sort, out var known))
            {
                if (!Unions.ContainsKey(sort))
                {
                    yield return $"whether {commit.Stream} can be read by the older build is not looked at";
                }

                continue;
            }

            using var events = JsonDocument.Parse(commit.Payload);
            foreach (var kind in events.RootElement.EnumerateArray().Select(e => e.GetProperty("event").GetProperty("$type").GetString()!)
                .Where(k => !known.Contains(k)))
            {
                yield return $"{kind} was stored in {commit.Stream} at {commit.FirstSeq} to {commit.LastSeq} while a node was there that cannot read it";
            }
        }
    }

    private static HashSet<string> KindsOf(Type union) =>
        [.. union.GetCustomAttributesData().Where(a => a.AttributeType.Name == "JsonDerivedTypeAttribute")
            .Select(a => (string)a.ConstructorArguments[1].Value!)];
}
