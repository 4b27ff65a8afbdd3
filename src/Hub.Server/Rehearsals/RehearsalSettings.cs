using System.ComponentModel.DataAnnotations;

namespace Hub.Server.Rehearsals;

/// <summary>How much a rehearsal may ask of this machine (settings <c>Rehearsal:*</c>).</summary>
public sealed class RehearsalSettings
{
    public const string Section = "Rehearsal";

    /// <summary>As many as a crowd may be; each takes about as much memory as somebody who follows. 0: nobody rehearses here.</summary>
    [Range(0, 20_000, ErrorMessage = "Rehearsal:MostPeople is not from 0 to 20000.")]
    public int MostPeople { get; set; } = 2000;

    /// <summary>As long as a crowd may talk and vote.</summary>
    [Range(1, 3600, ErrorMessage = "Rehearsal:MostSeconds is not from 1 to 3600.")]
    public int MostSeconds { get; set; } = 300;
}
