using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Hub.Tests.House;
using Hub.Tests.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Tests.Privacy.Canaries;

/// <summary>A house whose log, traces, metrics and answers are kept whole.</summary>
internal sealed class CanaryHouse(OtlpReceiver receiver, string operatorKey, params string[] settings) : RunningHouse(
[
    .. Wide, $"--Telemetry:OtlpEndpoint={receiver.Address}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_BSP_MAX_QUEUE_SIZE=100000",
    "--OTEL_BSP_SCHEDULE_DELAY=50", "--Logging:OpenTelemetry:LogLevel:Default=Information", .. settings,
])
{
    public SaidLog Log { get; } = new();

    public AnswerRecorder Answers { get; } = new();

    protected override string OperatorKey => operatorKey;

    protected override void Add(IServiceCollection services) => Log.AddTo(services);

    protected override HttpMessageHandler NewHandler() => Answers;
}

/// <summary>Keeps what stands around the answers: their headers, and where they lead.</summary>
internal sealed partial class AnswerRecorder : DelegatingHandler
{
    private readonly ConcurrentQueue<Material> _materials = new();

    public AnswerRecorder()
        : base(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
    }

    public IEnumerable<Material> Materials => _materials;

    public async Task Take(HttpResponseMessage answer)
    {
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            _materials.Enqueue(Material.Of(CanaryPlaces.Header, name, string.Join('\n', values)));
        }

        await answer.Content.LoadIntoBufferAsync();
        var addresses = Link().Matches(await answer.Content.ReadAsStringAsync()).Select(m => m.Value).Append(answer.Headers.Location?.OriginalString ?? "");
        foreach (var address in addresses.Where(a => a.Length > 0))
        {
            // No server is sent the fragment, and nobody on the way.
            _materials.Enqueue(Material.Of(CanaryPlaces.Address, "in an answer", address.Split('#')[0]));
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        await Take(answer);
        return answer;
    }

    [GeneratedRegex("""https?://[^\s"'<>\\]+|(?<=["'=(])/[^\s"'<>\\)]+""")]
    private static partial Regex Link();
}
