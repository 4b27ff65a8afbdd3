using Hub.Domain.Registers;

namespace Hub.Server.Contracts;

/// <summary>One register. Key: its name (<see cref="RegisterName"/>). The only one who writes its stream.</summary>
[Alias("hub.register")]
public interface IRegisterGrain : IGrainWithStringKey
{
    /// <summary>Idempotent by operation; answers after the effect is stored.</summary>
    [Alias("do")]
    Task<Answer> Do(Ask<RegisterCommand> ask);

    /// <summary>The entry as it stands; null where there is none, or it was withdrawn.</summary>
    [Alias("find")]
    Task<KeptEntry?> Find(string id);

    /// <summary>Which of these things there may be one of only (<see cref="Entry.Key"/>) stand here already, however their names are spelled.</summary>
    [Alias("known")]
    Task<string[]> Known(string[] keys);
}
