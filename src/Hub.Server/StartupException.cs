using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Hub.Server;

/// <summary>The hub cannot start, for a reason outside of it. The message is one whole sentence for the person who started it.</summary>
public sealed class StartupException(string sentence, Exception? cause = null) : Exception(sentence, cause)
{
    /// <returns>The sentence for what stopped the start, or null where it was a bug.</returns>
    public static StartupException? From(Exception e) => e switch
    {
        StartupException known => known,
        OptionsValidationException wrong => new StartupException(string.Join(" ", wrong.Failures.Select(Plain)), wrong),
        IOException { InnerException: AddressInUseException } used =>
            new StartupException($"Another program listens there already: {used.Message} Choose another with --urls.", used),
        SocketException or { InnerException: SocketException } =>
            new StartupException($"The address cannot be listened on: {e.Message} Choose another with --urls.", e),
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } wrong =>
            new StartupException($"A setting cannot be read: {wrong.Message}", wrong),
        FormatException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" or "Microsoft.AspNetCore.Http" } wrong =>
            new StartupException($"--urls cannot be read: {wrong.Message.TrimEnd('.')}.", wrong),
        { InnerException: { } inner } => From(inner),
        _ => null,
    };

    private static string Plain(string failure) =>
        failure.Contains(": ", StringComparison.Ordinal) && failure.StartsWith("DataAnnotation", StringComparison.Ordinal)
        ? failure[(failure.LastIndexOf("error: '", StringComparison.Ordinal) + 8)..].TrimEnd('.', '\'') + "."
        : failure;
}
