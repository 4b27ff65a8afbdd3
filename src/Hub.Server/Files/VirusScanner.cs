using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;

namespace Hub.Server.Files;

/// <summary>What a scanner says of a file.</summary>
internal enum Scan
{
    /// <summary>It knows nothing bad of it; or there is no scanner.</summary>
    Clean,

    Infected,

    /// <summary>It did not answer, or could not say.</summary>
    Unknown,
}

/// <summary>
/// Has files looked at by a ClamAV daemon (clamd's protocol, command INSTREAM), where <see cref="FileSettings.Scanner"/> names one. What it says nothing of is
/// not taken.
/// </summary>
internal sealed partial class VirusScanner(IOptions<FileSettings> settings, ILogger<VirusScanner> logger)
{
    private const int Chunk = 64 * 1024;
    private const int LongestAnswer = 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<Scan> Look(ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        if (settings.Value.ScannerAddress is not var (host, port))
        {
            return Scan.Clean;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            var said = await Ask(host, port, content, patience.Token);
            if (said.EndsWith(" FOUND", StringComparison.Ordinal))
            {
                LogInfected();
                return Scan.Infected;
            }

            if (said.EndsWith(" OK", StringComparison.Ordinal))
            {
                return Scan.Clean;
            }

            LogSilent("it could not say");
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            LogSilent(e.Message);
        }

        return Scan.Unknown;
    }

    private static async Task<string> Ask(string host, int port, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(host, port, cancel);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync("zINSTREAM\0"u8.ToArray(), cancel);
        var length = new byte[4];
        for (var rest = content; ; rest = rest[Math.Min(Chunk, rest.Length)..])
        {
            // A chunk of nothing ends the file.
            var chunk = rest[..Math.Min(Chunk, rest.Length)];
            BinaryPrimitives.WriteInt32BigEndian(length, chunk.Length);
            await stream.WriteAsync(length, cancel);
            if (chunk.IsEmpty)
            {
                break;
            }

            await stream.WriteAsync(chunk, cancel);
        }

        var answer = new byte[LongestAnswer];
        var read = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancel);
        return Encoding.ASCII.GetString(answer, 0, read).TrimEnd('\0', '\n');
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A file was handed in that the scanner knows as malicious. It was not taken.")]
    private partial void LogInfected();

    [LoggerMessage(Level = LogLevel.Error, Message = "The scanner of Files:Scanner says nothing of files, and none is taken: {Why}")]
    private partial void LogSilent(string why);
}
