using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Hub.Load.Bench;
using Hub.Load.Stores;

namespace Hub.Load.Paced;

/// <summary>Redis as what it is often used for: <c>PUBLISH</c> to whoever has subscribed.</summary>
internal sealed class RedisPeer : IPacedSide
{
    private readonly TemporaryRedis _redis;
    private readonly TcpClient _publisher = new() { NoDelay = true };
    private readonly SemaphoreSlim _oneAtATime = new(1);

    private RedisPeer(TemporaryRedis redis)
    {
        _redis = redis;
        var place = redis.Address.Split(':');
        Wire = new PacedWire(PacedWire.Redis, place[0], int.Parse(place[1], CultureInfo.InvariantCulture), "/", PacedMessage.Room);
    }

    public PacedWire Wire { get; }

    public int ProcessId => _redis.ProcessId;

    public static string? WhyNot() => TemporaryRedis.IsHere ? null : "not installed here; on Debian: apt-get install redis-server";

    public static async Task<IPacedSide> Open()
    {
        var peer = new RedisPeer(await TemporaryRedis.Open());
        try
        {
            await peer._publisher.ConnectAsync(peer.Wire.Host, peer.Wire.Port);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public async Task<HashSet<int>> Send(int first, int count, double perSecond) => [.. await NodeSender.Send(first, count, perSecond, Publish)];

    public async ValueTask DisposeAsync()
    {
        _publisher.Dispose();
        _oneAtATime.Dispose();
        await _redis.DisposeAsync();
    }

    /// <summary>The answer, a number in one line, comes once everybody's copy is on its way.</summary>
    private async Task<bool> Publish(int number)
    {
        var message = PacedMessage.Of(number);
        var head = string.Create(
            CultureInfo.InvariantCulture, $"*3\r\n$7\r\nPUBLISH\r\n${PacedMessage.Room.Length}\r\n{PacedMessage.Room}\r\n${message.Length}\r\n");
        await _oneAtATime.WaitAsync();
        try
        {
            var stream = _publisher.GetStream();
            await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. message, .. "\r\n"u8]);
            var (answer, isNumber) = (new byte[1], true);
            for (var read = 0; answer[0] != '\n'; read++)
            {
                await stream.ReadExactlyAsync(answer);
                isNumber &= read > 0 || answer[0] == ':';
            }

            return isNumber;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }
}
