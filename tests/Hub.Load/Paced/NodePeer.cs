using System.Globalization;
using Hub.Load.Bench;

namespace Hub.Load.Paced;

/// <summary>What Node.js has for it: the library <c>ws</c> alone, and socket.io on it; from npm, in exact versions, into a temporary folder.</summary>
internal sealed class NodePeer : IPacedSide
{
    public const string Ws = "8.18.3";
    public const string SocketIo = "4.8.1";

    /// <summary>Node's clock of the machine is the one that <see cref="Stamp"/> reads, in nanoseconds.</summary>
    private const string Script = """
        const { createServer } = require('node:http');
        const readline = require('node:readline');
        const [kind, padding] = process.argv.slice(2);
        const server = createServer();
        const stamp = (number) => `#${String(number).padStart(7, '0')}@${String(process.hrtime.bigint()).padStart(19, '0')}#`;

        let broadcast;
        if (kind === 'ws') {
          const { WebSocketServer } = require('ws');
          const sockets = new WebSocketServer({ server, perMessageDeflate: false });
          broadcast = (text) => {
            const ready = JSON.stringify({ text });
            for (const socket of sockets.clients) socket.send(ready);
          };
        } else {
          const { Server } = require('socket.io');
          const io = new Server(server, { transports: ['websocket'] });
          broadcast = (text) => io.emit('frame', { text });
        }

        const wait = (time) => new Promise((done) => (time > 0 ? setTimeout(done, time) : setImmediate(done)));
        const send = async (first, count, perSecond) => {
          const started = process.hrtime.bigint();
          for (let i = 0; i < count; i++) {
            await wait((i / perSecond) * 1000 - Number(process.hrtime.bigint() - started) / 1e6);
            broadcast(stamp(first + i) + padding);
          }
          console.log('sent ');
        };

        readline.createInterface({ input: process.stdin })
          .on('line', (line) => {
            const [, first, count, perSecond] = line.split(' ');
            send(Number(first), Number(count), Number(perSecond));
          })
          .on('close', () => process.exit());
        server.listen(0, '127.0.0.1', 4096, () => console.log(`serves ${server.address().port}`));
        """;

    private readonly ForeignProcess _process;

    private NodePeer(ForeignProcess process, PacedWire wire) => (_process, Wire) = (process, wire);

    public PacedWire Wire { get; }

    public int ProcessId => _process.Id;

    public static string? WhyNot() => ForeignProcess.IsHere("node") && ForeignProcess.IsHere("npm")
        ? null : "not installed here; Node.js 20 with npm, on Debian: apt-get install nodejs npm";

    public static async Task<IPacedSide> Open(string peer, ScratchFolder folder)
    {
        var script = folder.File("paced.cjs");
        var place = Path.GetDirectoryName(script)!;
        if (!File.Exists(script))
        {
            var (said, isDone) = await ForeignProcess.Run(
                "npm", place, "install", "--prefix", place, "--no-audit", "--no-fund", "--ignore-scripts", $"ws@{Ws}", $"socket.io@{SocketIo}");
            if (!isDone)
            {
                throw new PeerMissingException($"npm could not install ws@{Ws} and socket.io@{SocketIo}: {said.Split('\n')[0]}");
            }

            await File.WriteAllTextAsync(script, Script);
        }

        var process = new ForeignProcess("node", place, script, peer, PacedMessage.Padding);
        try
        {
            var port = int.Parse((await process.Hear("serves"))[0], CultureInfo.InvariantCulture);
            return new NodePeer(process, peer == PacedOptions.Ws
                ? new PacedWire(PacedWire.WebSocket, "127.0.0.1", port, "/", PacedMessage.Room)
                : new PacedWire(PacedWire.SocketIo, "127.0.0.1", port, "/socket.io/?EIO=4&transport=websocket", PacedMessage.Room));
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public async Task<HashSet<int>> Send(int first, int count, double perSecond)
    {
        _process.Tell(string.Create(CultureInfo.InvariantCulture, $"send {first} {count} {perSecond}"));
        await _process.Hear("sent");
        return [];
    }

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }
}
